namespace GdnStreams.Benchmarks.Reports;

/// <summary>An SVG of bars side by side, one group for each name; ours stands out.</summary>
internal static class BarChart
{
    private const int Width = 760, Left = 310, Right = 90, Top = 44, Thickness = 16, Gap = 10;
    private static readonly string[] Colours = ["#57606a", "#afb8c1"];
    private static readonly string[] OurColours = ["#1f6feb", "#80b3ff"];

    /// <param name="title">What it shows.</param>
    /// <param name="kinds">Names of the bars of a group; one needs none.</param>
    /// <param name="groups">A name, whether it is ours, and a value for each kind: not a number is no bar.</param>
    /// <param name="format">How a value is written.</param>
    public static string Draw(string title, IReadOnlyList<string> kinds, IReadOnlyList<(string Name, bool IsOurs, double[] Values)> groups, Func<double, string> format)
    {
        var high = groups.SelectMany(group => group.Values).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        var groupHeight = (Thickness * kinds.Count) + Gap;
        var height = Top + (groups.Count * groupHeight) + (kinds.Count > 1 ? 34 : 10);
        var svg = Svg.Begin(Width, height, title);
        foreach (var (group, i) in groups.Select((group, i) => (group, i)))
        {
            var y = Top + (i * groupHeight);
            Svg.Add(svg, $"<text x='{Left - 8}' y='{y + (Thickness * kinds.Count / 2) + 4}' text-anchor='end' font-weight='{(group.IsOurs ? 600 : 400)}'>{Svg.Text(group.Name)}</text>");
            foreach (var (value, kind) in group.Values.Select((value, kind) => (value, kind)).Where(bar => double.IsFinite(bar.value)))
            {
                var (top, length) = (y + (kind * Thickness), value / high * (Width - Left - Right));
                Svg.Add(svg, $"<rect x='{Left}' y='{top}' width='{Math.Max(1, length):0.0}' height='{Thickness - 2}' fill='{(group.IsOurs ? OurColours : Colours)[kind]}'/>");
                Svg.Add(svg, $"<text x='{Left + Math.Max(1, length) + 6:0.0}' y='{top + 11}'>{Svg.Text(format(value))}</text>");
            }
        }

        foreach (var (kind, i) in kinds.Select((kind, i) => (kind, i)).Where(_ => kinds.Count > 1))
        {
            Svg.Add(svg, $"<rect x='{Left + (i * 160)}' y='{height - 24}' width='12' height='12' fill='{Colours[i]}'/><text x='{Left + 18 + (i * 160)}' y='{height - 14}'>{Svg.Text(kind)}</text>");
        }

        return Svg.End(svg);
    }
}
