using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A push: a durable subscription that the server itself delivers to an address. Its counters begin when the server starts.</summary>
public sealed class GdnPush : DisplayObject
{
    internal GdnPush(PushInfo push)
    {
        (Stream, Scope, Subscription, Url) = (push.Stream.Name, push.Stream.Scope, push.Subscription, push.Url);
        (Signed, MaxAttempts, RatePerSec, TimeoutSec, Active) = (push.IsSigned, push.MaxAttempts, push.RatePerSecond, push.Timeout.TotalSeconds, push.IsActive);
        DeadLetter = push.DeadLetterStream.Scope == push.Stream.Scope ? push.DeadLetterStream.Name : push.DeadLetterStream.Topic;
        (State, Backlog, Delivered, Failed, DeadLettered) = (push.State, push.Backlog, push.Delivered, push.Failed, push.DeadLettered);
        (LastDelivery, LastError, LastErrorTime, NextAttempt) = (push.LastDelivery, push.LastError, push.LastErrorTime, push.NextAttempt);
    }

    /// <summary>Name of the stream, without the prefix of its scope.</summary>
    public string Stream { get; }

    /// <summary>Scope of the stream.</summary>
    public StreamScope Scope { get; }

    /// <summary>Name of the subscription.</summary>
    public string Subscription { get; }

    /// <summary>Where to, without the query, in which services keep keys: <c>?...</c> stands for it.</summary>
    public string Url { get; }

    /// <summary>Delivering, Retrying (the last attempt failed), Blocked (it gets no messages) or Paused.</summary>
    public PushState State { get; }

    /// <summary>Messages not acknowledged yet.</summary>
    public long Backlog { get; }

    /// <summary>Messages that were delivered.</summary>
    public long Delivered { get; }

    /// <summary>Attempts that failed.</summary>
    public long Failed { get; }

    /// <summary>Messages that became dead letters.</summary>
    public long DeadLettered { get; }

    /// <summary>When a message was delivered last.</summary>
    public DateTimeOffset? LastDelivery { get; }

    /// <summary>What went wrong last; it stays when all is well again.</summary>
    public string? LastError { get; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? LastErrorTime { get; }

    /// <summary>When it is tried again.</summary>
    public DateTimeOffset? NextAttempt { get; }

    /// <summary>Whether it is to deliver.</summary>
    public bool Active { get; }

    /// <summary>Whether it has a secret, and so signs.</summary>
    public bool Signed { get; }

    /// <summary>Attempts before a message becomes a dead letter.</summary>
    public int MaxAttempts { get; }

    /// <summary>Where dead letters go; with the prefix of its scope where that is not the stream's.</summary>
    public string DeadLetter { get; }

    /// <summary>Most requests a second; null is no limit.</summary>
    public double? RatePerSec { get; }

    /// <summary>Seconds that an answer may take.</summary>
    public double TimeoutSec { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Stream}/{Subscription}";
}
