using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>What became of one of many streams that were to be created.</summary>
public sealed record StreamCreation
{
    /// <summary>The stream.</summary>
    public required StreamName Stream { get; init; }

    /// <summary>Why it was not created; null where it was.</summary>
    public GdnException? Failure { get; init; }
}
