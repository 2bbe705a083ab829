using System.Globalization;

namespace GdnStreams.Benchmarks.Reports;

/// <summary>An SVG of lines over a quantity that grows tenfold from point to point; up from zero.</summary>
internal static class LineChart
{
    private const int Width = 760, Height = 360, Left = 60, Right = 20, Top = 44, Bottom = 76;
    private static readonly int[] Steps = [1, 2, 4, 5, 8, 10];
    private static readonly string[] Colours = ["#1f6feb", "#d1491b", "#2da44e"];

    public static string Draw(Series series, string up)
    {
        var points = series.Lines.SelectMany(line => line.Across.Zip(line.Up)).Where(point => double.IsFinite(point.Second)).ToArray();
        var (from, to, high) = (points.Min(point => Math.Log10(point.First)), points.Max(point => Math.Log10(point.First)), Ceiling(points.Max(point => point.Second)));
        double X(double across) => Left + ((Math.Log10(across) - from) / Math.Max(1, to - from) * (Width - Left - Right));
        double Y(double value) => Height - Bottom - (value / high * (Height - Top - Bottom));
        var svg = Svg.Begin(Width, Height, series.Title);
        for (var i = 0; i <= 4; i++)
        {
            var value = high * i / 4;
            Svg.Add(svg, $"<line x1='{Left}' x2='{Width - Right}' y1='{Y(value):0.0}' y2='{Y(value):0.0}' stroke='#d0d7de'/><text x='{Left - 8}' y='{Y(value) + 4:0.0}' text-anchor='end'>{value:0.##}</text>");
        }

        foreach (var across in points.Select(point => point.First).Distinct().Order())
        {
            Svg.Add(svg, $"<text x='{X(across):0.0}' y='{Height - Bottom + 18}' text-anchor='middle'>{across:N0}</text>");
        }

        Svg.Add(svg, $"<text x='{(Left + Width - Right) / 2}' y='{Height - Bottom + 38}' text-anchor='middle'>{Svg.Text(series.Across)}</text>");
        Svg.Add(svg, $"<text transform='translate(16 {(Top + Height - Bottom) / 2}) rotate(-90)' text-anchor='middle'>{Svg.Text(up)}</text>");
        foreach (var (line, i) in series.Lines.Select((line, i) => (line, i)))
        {
            var path = string.Join(' ', line.Across.Zip(line.Up).Where(point => double.IsFinite(point.Second)).Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.First):0.0},{Y(point.Second):0.0}")));
            Svg.Add(svg, $"<polyline points='{path}' fill='none' stroke='{Colours[i]}' stroke-width='2.5'/>");
            foreach (var point in path.Split(' '))
            {
                Svg.Add(svg, $"<circle cx='{point.Split(',')[0]}' cy='{point.Split(',')[1]}' r='3.5' fill='{Colours[i]}'/>");
            }

            Svg.Add(svg, $"<rect x='{Left + (i * 300)}' y='{Height - 24}' width='12' height='12' fill='{Colours[i]}'/><text x='{Left + 18 + (i * 300)}' y='{Height - 14}'>{Svg.Text(line.Name)}</text>");
        }

        return Svg.End(svg);
    }

    /// <summary>A few times a power of ten, and no lower.</summary>
    private static double Ceiling(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(value, 1e-9))));
        return Steps.Select(times => times * power).First(bound => bound >= value);
    }
}
