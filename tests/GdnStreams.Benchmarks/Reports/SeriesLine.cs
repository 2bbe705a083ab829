namespace GdnStreams.Benchmarks.Reports;

/// <summary>A line of a chart, with as many numbers across as up.</summary>
internal sealed record SeriesLine(string Name, IReadOnlyList<double> Across, IReadOnlyList<double> Up);
