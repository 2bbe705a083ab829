namespace GdnStreams.Cmdlets;

/// <summary>How a load ended.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Failed">Messages without success.</param>
internal sealed record LoadResult(DateTimeOffset StartedAt, TimeSpan Elapsed, long Failed);
