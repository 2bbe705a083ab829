using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace GdnStreams.Torture.PowerCuts;

/// <summary>Reads what strace wrote with <see cref="Strace.Arguments"/>.</summary>
/// <param name="directory">Only calls on it and its files are kept.</param>
internal sealed partial class TraceReader(string directory)
{
    private readonly List<DiskCall> _calls = [];
    private readonly Dictionary<string, (DiskCall? Call, string Text)> _unfinished = [];
    private readonly Dictionary<string, long> _positions = [];
    private int _line;

    /// <summary>All calls, in the order of their beginnings. Those that failed are left out.</summary>
    public static IReadOnlyList<DiskCall> Read(string file, string directory)
    {
        var reader = new TraceReader(directory);
        foreach (var line in File.ReadLines(file))
        {
            reader.Take(line);
        }

        return [.. reader._calls.OrderBy(call => call.Begin)];
    }

    private void Take(string line)
    {
        _line++;
        if (Line().Match(line) is not { Success: true } match)
        {
            return; // The end of a thread.
        }

        var (thread, text) = (match.Groups["thread"].Value, match.Groups["text"].Value);
        var time = DateTime.UnixEpoch.Ticks + (long)(decimal.Parse(match.Groups["time"].Value, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond);
        if (text.EndsWith("<unfinished ...>", StringComparison.Ordinal))
        {
            var beginning = text[..^"<unfinished ...>".Length];
            var call = Parse(beginning, time, result: null);
            if (call is not null)
            {
                _calls.Add(call);
            }

            _unfinished[thread] = (call, beginning);
        }
        else if (Resumed().Match(text) is { Success: true } resumed)
        {
            if (_unfinished.Remove(thread, out var unfinished))
            {
                End(unfinished.Call, Parse(unfinished.Text + resumed.Groups["rest"].Value, time, Result(text)));
            }
        }
        else if (Parse(text, time, Result(text)) is { } call)
        {
            call.End = _line;
            _calls.Add(call);
        }
    }

    private void End(DiskCall? call, DiskCall? whole)
    {
        if (call is not null && whole is null)
        {
            _calls.Remove(call); // It failed.
        }

        call?.End = _line;
    }

    private static long Result(string text) => ResultAtEnd().Match(text) is { Success: true } match ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : -1;

    /// <param name="text">The call, as far as it is known.</param>
    /// <param name="time">When it began.</param>
    /// <param name="result">What it returned; null where it has not yet.</param>
    private DiskCall? Parse(string text, long time, long? result)
    {
        if (result < 0)
        {
            return null;
        }

        var name = text[..text.IndexOf('(', StringComparison.Ordinal)];
        var first = text.IndexOf('<', StringComparison.Ordinal) is > 0 and var at && text.IndexOf('>', at) is > 0 and var end ? Plain(text[(at + 1)..end]) : "";
        var strings = Quoted().Matches(text).Select(match => match.Groups[1].Value).ToArray();
        return name switch
        {
            "open" or "openat" or "creat" when Mine(Plain(strings.LastOrDefault() ?? "")) && (name == "creat" || text.Contains("O_CREAT", StringComparison.Ordinal) || text.Contains("O_TRUNC", StringComparison.Ordinal)) =>
                new DiskCall(name == "creat" || text.Contains("O_TRUNC", StringComparison.Ordinal) ? DiskCallKind.OpenEmpty : DiskCallKind.Open, Plain(strings[^1]), _line, time),
            "rename" or "renameat" or "renameat2" when Mine(Plain(strings[0])) => new DiskCall(DiskCallKind.Rename, Plain(strings[0]), _line, time) { NewPath = Plain(strings[1]) },
            "unlink" or "unlinkat" when Mine(Plain(strings[0])) => new DiskCall(DiskCallKind.Remove, Plain(strings[0]), _line, time),
            "truncate" when Mine(Plain(strings[0])) => new DiskCall(DiskCallKind.Truncate, Plain(strings[0]), _line, time) { Offset = Number(text, 1) },
            _ when !Mine(first) => null,
            "lseek" => Seek(text, result),
            "write" or "writev" => Write(first, Descriptor(text), strings, time, result),
            "pwrite64" => new DiskCall(DiskCallKind.Write, first, _line, time) { Data = Bytes(strings[0]), Offset = Number(text, 3) },
            "pwritev" or "pwritev2" => new DiskCall(DiskCallKind.Write, first, _line, time) { Data = Bytes(string.Concat(strings)), Offset = LastNumber(text) },
            "ftruncate" => new DiskCall(DiskCallKind.Truncate, first, _line, time) { Offset = Number(text, 1) },
            "fsync" or "fdatasync" => new DiskCall(DiskCallKind.Sync, first, _line, time),
            _ => null,
        };
    }

    private DiskCall? Seek(string text, long? result)
    {
        if (result is { } position)
        {
            _positions[Descriptor(text)] = position;
        }

        return null;
    }

    private DiskCall Write(string path, string descriptor, string[] strings, long time, long? result)
    {
        var position = _positions.GetValueOrDefault(descriptor);
        _positions[descriptor] = position + (result ?? 0);
        return new DiskCall(DiskCallKind.Write, path, _line, time) { Data = Bytes(string.Concat(strings)), Offset = position };
    }

    private bool Mine(string path) => path.StartsWith(directory, StringComparison.Ordinal);

    private static string Descriptor(string text) => text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..text.IndexOf('<', StringComparison.Ordinal)];

    /// <summary>A path; what is none, such as a socket, may stand as it is.</summary>
    private static string Plain(string hex) => hex.StartsWith("\\x", StringComparison.Ordinal) ? Encoding.UTF8.GetString(Bytes(hex)) : hex;

    /// <summary><c>\x2f\x74</c> as bytes.</summary>
    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace("\\x", "", StringComparison.Ordinal));

    private static long Number(string text, int argument) => long.Parse(Digits().Match(text.Split(", ")[argument]).Value, CultureInfo.InvariantCulture);

    private static long LastNumber(string text) => long.Parse(Digits().Matches(text.Split("], ")[^1])[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<thread>\d+)\s+(?<time>\d+\.\d+) (?<text>\w+\(.*|<\.\.\. .*)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"^<\.\.\. \w+ resumed>(?<rest>.*)$")]
    private static partial Regex Resumed();

    [GeneratedRegex(@"\)\s+= (-?\d+)[^=]*$")]
    private static partial Regex ResultAtEnd();

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}
