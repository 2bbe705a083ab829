using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>How a test delivery went.</summary>
public sealed class GdnPushTest : DisplayObject
{
    internal GdnPushTest(StreamName stream, string subscription, PushTestResult result) =>
        (Stream, Scope, Subscription, Accepted, Status, Elapsed, Error) = (stream.Name, stream.Scope, subscription, result.IsAccepted, result.Status, result.Elapsed, result.Error);

    /// <summary>Name of the stream, without the prefix of its scope.</summary>
    public string Stream { get; }

    /// <summary>Scope of the stream.</summary>
    public StreamScope Scope { get; }

    /// <summary>Name of the subscription.</summary>
    public string Subscription { get; }

    /// <summary>Whether the address took it: a status of 200 to 299.</summary>
    public bool Accepted { get; }

    /// <summary>HTTP status of the answer; 0 where there was none.</summary>
    public int Status { get; }

    /// <summary>Time until the answer or the failure.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>What went wrong; null where the address took it.</summary>
    public string? Error { get; }

    /// <inheritdoc/>
    public override string ToString() => Error ?? $"{Stream}/{Subscription} was accepted";
}
