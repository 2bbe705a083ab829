using System.Globalization;
using System.Net;
using System.Text;

namespace GdnStreams.Benchmarks.Reports;

/// <summary>What all pictures have in common: a white sheet with a title, legible on a dark page too.</summary>
internal static class Svg
{
    public static StringBuilder Begin(int width, int height, string title)
    {
        var svg = new StringBuilder();
        Add(svg, $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' height='{height}' role='img' font-family='system-ui, sans-serif' font-size='12' fill='#1f2328'>");
        Add(svg, $"<title>{Text(title)}</title><rect width='{width}' height='{height}' rx='6' fill='#ffffff'/><text x='16' y='26' font-size='15' font-weight='600'>{Text(title)}</text>");
        return svg;
    }

    public static void Add(StringBuilder svg, FormattableString element) => svg.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');

    public static string Text(string text) => WebUtility.HtmlEncode(text);

    public static string End(StringBuilder svg) => svg.Append("</svg>\n").ToString();
}
