using System.Globalization;
using GdnStreams.Benchmarks.Contestants;
using GdnStreams.Benchmarks.Measuring;

namespace GdnStreams.Benchmarks.Reports;

/// <summary>The charts of a report, by the names of their files.</summary>
internal static class Pictures
{
    public const string Publish = "publish";
    public const string Receive = "receive";
    public const string PublishCost = "publish-cost";
    public const string ReceiveCost = "receive-cost";
    public const string OneAtATime = "one-in-flight";

    public static IEnumerable<(string Name, string Svg)> Of(Report report)
    {
        yield return (Publish, Bars(report, "Publish: messages/s", Cell.Usual, Operation.Publish, [""], row => [row.Rate], "N0"));
        yield return (Receive, Bars(report, "Receive and acknowledge: messages/s", Cell.Usual, Operation.Receive, [""], row => [row.Rate], "N0"));
        yield return (PublishCost, Bars(report, "Publish: processor time of a message, us", Cell.Usual, Operation.Publish, ["client", "server"], row => [row.ClientMicroseconds, row.ServerMicroseconds], "0.0"));
        yield return (ReceiveCost, Bars(report, "Receive and acknowledge: processor time of a message, us", Cell.Usual, Operation.Receive, ["client", "server"], row => [row.ClientMicroseconds, row.ServerMicroseconds], "0.0"));
        yield return (OneAtATime, Bars(report, "Publish, one in flight: p50 and p99, us", Cell.OneAtATime, Operation.Publish, ["p50", "p99"], row => [row.P50, row.P99], "N0"));
        foreach (var series in report.Growth)
        {
            yield return (series.Id, LineChart.Draw(series, "server, us a message"));
        }
    }

    private static string Bars(Report report, string title, Cell cell, Operation operation, string[] kinds, Func<Row, double[]> values, string format) => BarChart.Draw(
        title, kinds,
        [.. report.Rows.Where(row => row.Cell == cell && row.Operation == operation && values(row).Any(double.IsFinite)).Select(row => (report.Contestants[row.Contestant], row.Contestant == Field.Library, values(row)))],
        value => value.ToString(format, CultureInfo.InvariantCulture));
}
