namespace GdnStreams.Client.Faults;

/// <summary>What happens to one connection.</summary>
internal enum FaultKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is cut after a whole chunk.</summary>
    Cut,

    /// <summary>It is cut within a chunk: a part of a frame arrives.</summary>
    Truncate,

    /// <summary>Nothing passes for a while, in one direction or both; then it is cut or goes on.</summary>
    Stall,

    /// <summary>Every chunk comes late.</summary>
    Delay,

    /// <summary>One direction ends, the other goes on.</summary>
    HalfClose,

    /// <summary>It is reset as soon as it is accepted.</summary>
    Refuse,

    /// <summary>It is accepted and never answered.</summary>
    Silence,
}
