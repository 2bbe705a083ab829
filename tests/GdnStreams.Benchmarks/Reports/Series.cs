namespace GdnStreams.Benchmarks.Reports;

/// <summary>How a cost grows: a chart of one or more lines over a quantity that grows tenfold from point to point.</summary>
/// <param name="Id">Name of its picture.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Across">What grows.</param>
/// <param name="Lines">Microseconds of the server's processor time a message.</param>
internal sealed record Series(string Id, string Title, string Across, IReadOnlyList<SeriesLine> Lines);
