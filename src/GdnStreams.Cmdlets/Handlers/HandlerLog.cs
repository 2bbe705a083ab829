using System.Globalization;
using System.Text;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A handler's log: one line for each event, without payloads. A full file becomes FILE.1, in place of an earlier one. Thread-safe.</summary>
internal sealed class HandlerLog : IDisposable
{
    /// <summary>Size from which a file is full.</summary>
    public const long MaxBytes = 10 * 1024 * 1024;

    private readonly object _lock = new();
    private readonly string _path;
    private readonly long _maxBytes;
    private StreamWriter? _file;
    private string? _problem;

    /// <param name="path">The file; lines are added to one that exists.</param>
    /// <param name="maxBytes">From which size it is full.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: it cannot be written.</exception>
    public HandlerLog(string path, long maxBytes = MaxBytes)
    {
        (_path, _maxBytes) = (path, maxBytes);
        try
        {
            _file = Open();
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"The log file cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Why lines were lost since the last call; null where none was. A full disk does not end a service.</summary>
    public string? TakeProblem()
    {
        lock (_lock)
        {
            var problem = _problem;
            _problem = null;
            return problem;
        }
    }

    /// <summary>Adds a line: time, event, text. Nothing in it can begin another line or move a terminal's cursor.</summary>
    public void Write(string what, string text)
    {
        var line = $"{TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)} {what} {DisplayText.Of(text)}";
        lock (_lock)
        {
            try
            {
                if (_file is { BaseStream.Length: var length } && length >= _maxBytes)
                {
                    _file.Dispose();
                    _file = null;
                    File.Delete(_path + ".1");
                    File.Move(_path, _path + ".1");
                }

                _file ??= Open();
                _file.WriteLine(line);
                _file.Flush();
            }
            catch (Exception e) when (IsOfFiles(e))
            {
                _problem = e.Message;
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            try
            {
                _file?.Dispose();
            }
            catch (IOException e)
            {
                _problem = e.Message; // A line that could not be written is not written now either.
            }

            _file = null;
        }
    }

    private StreamWriter Open() =>
        new(new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete), new UTF8Encoding(false)) { NewLine = "\n" };

    private static bool IsOfFiles(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException or System.Security.SecurityException;
}
