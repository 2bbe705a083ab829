namespace GdnStreams.Benchmarks.Reports;

/// <summary>Who could not take part, and why.</summary>
internal sealed record SkippedContestant(string Contestant, string Title, string Reason);
