namespace GdnStreams.Cmdlets;

/// <summary>What load to make.</summary>
internal sealed record LoadPlan
{
    public required int Producers { get; init; }

    /// <summary>Bytes of each payload.</summary>
    public required int Size { get; init; }

    /// <summary>Messages a second, of all producers together; null is as fast as possible.</summary>
    public double? Rate { get; init; }

    public TimeSpan? Duration { get; init; }

    public required long Count { get; init; }

    /// <summary>Most messages of one producer that are not answered.</summary>
    public required int MaxInFlight { get; init; }
}
