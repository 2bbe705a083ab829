using System.Globalization;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Operations;

/// <summary>
/// How many files and sockets the process may have open. When the last descriptor is taken the runtime ends the process ("Out of memory"), so
/// connections must leave some for the store and for libraries. On Linux only; elsewhere the number is unknown.
/// </summary>
internal static class Descriptors
{
    /// <summary>Fewer do not even load the program.</summary>
    public const int Fewest = 256;

    /// <summary>Left for the store's files, and for libraries that are loaded at their first use.</summary>
    private const int Reserve = 80;

    private const string OpenFiles = "/proc/self/fd";
    private const string Limits = "/proc/self/limits";
    private const string LimitName = "Max open files";

    /// <summary>The limit of the process; null where there is none, or none is known. The runtime has raised it to the hard one.</summary>
    public static int? Limit { get; } = Read();

    /// <summary>Why there are too few to run at all; null where there are enough.</summary>
    public static string? TooFew => Limit < Fewest ? $"The limit of open files is {Limit}; gdn-server needs at least {Fewest}. Raise it (ulimit -n, LimitNOFILE= of systemd)." : null;

    /// <summary>How many connections can be open beside what is open now.</summary>
    /// <param name="asked">The wanted number; 0 takes what the limit allows.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: there are none left, or fewer than asked for.</exception>
    public static int Connections(int asked)
    {
        if (Limit is not { } limit)
        {
            return asked > 0 ? asked : int.MaxValue;
        }

        var left = limit - Directory.GetFiles(OpenFiles).Length - Reserve;
        if (left < Math.Max(asked, 1))
        {
            throw new GdnException(
                GdnErrorCode.Unavailable,
                $"The limit of {limit} open files leaves {Math.Max(left, 0)} for connections. Raise it (ulimit -n, LimitNOFILE= of systemd){(asked > 1 ? ", or lower --max-connections" : "")}.");
        }

        return asked > 0 ? asked : left;
    }

    private static int? Read()
    {
        if (!File.Exists(Limits))
        {
            return null;
        }

        // "Max open files            1024                 4096                 files"
        var line = File.ReadLines(Limits).FirstOrDefault(text => text.StartsWith(LimitName, StringComparison.Ordinal));
        var soft = line?[LimitName.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
