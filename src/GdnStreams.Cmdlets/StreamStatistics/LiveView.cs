using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace GdnStreams.Cmdlets;

/// <summary>A table of streams that is drawn over the one before, through the host: so it works over remoting, too.</summary>
internal sealed class LiveView
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];
    private readonly PSHostUserInterface _ui;
    private int _lines;

    private LiveView(PSHostUserInterface ui) => _ui = ui;

    /// <summary>A view, or null where the host has no cursor to move.</summary>
    public static LiveView? TryOpen(PSHost host)
    {
        if (host.UI?.RawUI is not { } raw || (host.Name == "ConsoleHost" && Console.IsOutputRedirected))
        {
            return null;
        }

        try
        {
            return raw.WindowSize.Width > 0 && raw.CursorPosition.Y >= 0 ? new LiveView(host.UI) : null;
        }
        catch (Exception e) when (e is HostException or NotImplementedException or NotSupportedException or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    /// <summary>Draws one look at the streams.</summary>
    public void Draw(IReadOnlyList<GdnStreamStatistic> streams)
    {
        var window = _ui.RawUI.WindowSize;
        var width = Math.Max(20, window.Width - 1);
        var lines = Lines(streams, Math.Max(2, window.Height - 1)); // The cursor has the last line.
        if (_lines > 0)
        {
            var cursor = _ui.RawUI.CursorPosition;
            _ui.RawUI.CursorPosition = new Coordinates(0, Math.Max(0, cursor.Y - _lines));
        }

        // A look with fewer streams than the one before wipes what is left of it, as far as the window still shows it.
        while (lines.Count < Math.Min(_lines, window.Height - 1))
        {
            lines.Add("");
        }

        foreach (var line in lines)
        {
            _ui.WriteLine(line.Length > width ? line.Substring(0, width) : line.PadRight(width));
        }

        _lines = lines.Count;
    }

    /// <summary>The table, in no more lines than the window can be drawn over: what has left it at the top cannot.</summary>
    private static List<string> Lines(IReadOnlyList<GdnStreamStatistic> streams, int most)
    {
        var shown = streams.Count < most ? streams.Count : most - 2;
        List<string> lines =
        [
            Row("Name", "In/s", "Out/s", "In", "Stored", "Backlog", "Producers", "Consumers"),
            .. streams.Take(shown).Select(stream => Row(
                stream.ToString(), Rate(stream.MessageRateIn), Rate(stream.MessageRateOut), Size(stream.ThroughputIn) + "/s", Size(stream.StorageSize),
                stream.Backlog.ToString("N0", CultureInfo.CurrentCulture), Number(stream.Producers.Count), Number(stream.Consumers.Count))),
        ];
        if (shown < streams.Count)
        {
            lines.Add($"… and {streams.Count - shown} more");
        }

        return lines;
    }

    private static string Row(string name, params string[] cells) =>
        (name.Length > 30 ? name.Remove(29) + "…" : name.PadRight(30)) + string.Concat(cells.Select(cell => " " + cell.PadLeft(9)));

    private static string Number(int count) => count.ToString(CultureInfo.CurrentCulture);

    private static string Rate(double rate) => rate.ToString("0.#", CultureInfo.CurrentCulture);

    private static string Size(double bytes)
    {
        var unit = 0;
        while (bytes >= 1024 && unit < Units.Length - 1)
        {
            (bytes, unit) = (bytes / 1024, unit + 1);
        }

        return $"{bytes.ToString("0.#", CultureInfo.CurrentCulture)} {Units[unit]}";
    }
}
