namespace GdnStreams.Engine;

/// <summary>The cursor of a durable subscription as it is stored.</summary>
/// <param name="Name">Name on its stream.</param>
/// <param name="LowMark">The first entry not yet acknowledged: everything below is.</param>
/// <param name="Islands">Acknowledged entries above the low mark, as sorted, disjoint, inclusive ranges.</param>
public sealed record SubscriptionRecord(string Name, long LowMark, IReadOnlyList<(long First, long Last)> Islands);
