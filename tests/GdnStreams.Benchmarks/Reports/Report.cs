namespace GdnStreams.Benchmarks.Reports;

/// <summary>All that a run has measured: <c>docs/benchmarks.json</c>, from which the page is made.</summary>
internal sealed record Report
{
    public required DateTimeOffset MeasuredAt { get; init; }

    /// <summary>How long the run took.</summary>
    public required double Minutes { get; init; }

    public required bool IsQuick { get; init; }

    public required double Seconds { get; init; }

    public required int Rounds { get; init; }

    public required bool HasBaseline { get; init; }

    /// <summary>The machine and the programs on it.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Ids and titles of those who took part, in the tables' order.</summary>
    public required IReadOnlyDictionary<string, string> Contestants { get; init; }

    public required IReadOnlyList<SkippedContestant> Skipped { get; init; }

    public required IReadOnlyList<Row> Rows { get; init; }

    public required IReadOnlyList<SyncRow> Syncs { get; init; }

    public required IReadOnlyList<Series> Growth { get; init; }

    /// <summary>What was measured beside the contestants: <see cref="Figure"/>.</summary>
    public required IReadOnlyDictionary<string, double> Figures { get; init; }
}
