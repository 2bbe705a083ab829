using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The files that -Path and -LiteralPath name.</summary>
internal static class InputFiles
{
    /// <summary>Full paths; a name that nothing has is an error, and the others go on.</summary>
    public static IEnumerable<string> Resolve(PathIntrinsics paths, IReadOnlyList<string> names, bool wildcards, Action<ErrorRecord> report)
    {
        foreach (var name in names)
        {
            IReadOnlyList<string> found;
            try
            {
                found = wildcards ? paths.GetResolvedProviderPathFromPSPath(name, out _) : [paths.GetUnresolvedProviderPathFromPSPath(name)];
            }
            catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException)
            {
                report(ErrorRecords.Of(new GdnException(GdnErrorCode.BadRequest, e.Message, e), name));
                continue;
            }

            foreach (var file in found)
            {
                yield return file;
            }
        }
    }

    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: it cannot be read.</exception>
    public static StreamReader Open(string path)
    {
        try
        {
            return new StreamReader(path, detectEncodingFromByteOrderMarks: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"The file cannot be read: {e.Message}", e);
        }
    }
}
