using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>What a push is to be, or what to change of it. Null is the default of a new push, and leaves an existing one as it is.</summary>
public sealed record PushOptions
{
    /// <summary>Where to: https, or http on the server's own machine. A new push needs it.</summary>
    public Uri? Url { get; init; }

    /// <summary>Secret that signs each request: at least 16 bytes, as text or <c>whsec_</c> with Base64. Empty takes it back. A new push does not sign without one.</summary>
    public string? Secret { get; init; }

    /// <summary>Attempts before a message becomes a dead letter, 1 to 1,000. Default: 10.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>Where dead letters go, in the same fabric. Default: <c>{stream}-{subscription}-DLQ</c>.</summary>
    public StreamName? DeadLetterStream { get; init; }

    /// <summary>Most requests a second, 0.01 to 1,000; 0 (default) is no limit.</summary>
    public double? RatePerSecond { get; init; }

    /// <summary>How long an answer may take: whole seconds, 1 to 300. Default: 30 s.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether it delivers. Default: yes.</summary>
    public bool? IsActive { get; init; }

    /// <summary>Without the secret, and without the address, which may hold another.</summary>
    public override string ToString() => nameof(PushOptions);

    internal PushBody ToBody() => new()
    {
        Url = Url?.OriginalString,
        Secret = Secret,
        MaxAttempts = MaxAttempts,
        DeadLetterTopic = DeadLetterStream?.Topic,
        RatePerSecond = RatePerSecond,
        TimeoutInSeconds = Timeout is { } timeout ? (int)Math.Ceiling(Math.Min(timeout.TotalSeconds, int.MaxValue)) : null,
        Active = IsActive,
    };
}
