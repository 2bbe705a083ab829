namespace GdnStreams.Benchmarks.Reports;

/// <summary>What was aimed at, and what came of it.</summary>
/// <param name="What">What it is about.</param>
/// <param name="Aim">The bound.</param>
/// <param name="Measured">The figure, or why there is none.</param>
/// <param name="IsMet">Null where it was not measured.</param>
internal sealed record Goal(string What, string Aim, string Measured, bool? IsMet);
