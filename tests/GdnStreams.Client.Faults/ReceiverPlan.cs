using System.Globalization;
using GdnStreams.Protocol;

namespace GdnStreams.Client.Faults;

/// <summary>How one consumer or reader receives.</summary>
internal sealed record ReceiverPlan
{
    /// <summary>The subscription; null is a reader.</summary>
    public required string? Subscription { get; init; }

    public required SubscriptionType Type { get; init; }

    /// <summary>Its ReceiverQueueSize.</summary>
    public required int QueueSize { get; init; }

    /// <summary>Whether it is in pull mode.</summary>
    public required bool Pulls { get; init; }

    /// <summary>How many messages it takes before it acknowledges them all.</summary>
    public required int AcknowledgesEvery { get; init; }

    /// <summary>How many of 100 messages it gives back first.</summary>
    public required int DeniesOf100 { get; init; }

    /// <summary>Whether a reader starts at Latest, before anything is published; otherwise at Earliest.</summary>
    public required bool StartsAtLatest { get; init; }

    /// <summary>Whether it is disposed in the middle and connects again.</summary>
    public required bool Leaves { get; init; }

    /// <summary>Decides what is given back.</summary>
    public required int Seed { get; init; }

    /// <summary>Whether the first deliveries come in the order of each producer.</summary>
    public bool IsOrdered => Type is SubscriptionType.Exclusive or SubscriptionType.Failover;

    public static ReceiverPlan Draw(Random random, string? subscription, SubscriptionType type)
    {
        var size = random.Next(3) switch { 0 => 1000, 1 => random.Next(1, 4), _ => random.Next(4, 40) };
        return new ReceiverPlan
        {
            Subscription = subscription,
            Type = type,
            QueueSize = size,
            Pulls = subscription is not null && random.Next(4) == 0,
            AcknowledgesEvery = random.Next(2) == 0 ? 1 : random.Next(1, Math.Min(size, 20) + 1),
            DeniesOf100 = type == SubscriptionType.Shared && random.Next(2) == 0 ? 15 : 0,
            StartsAtLatest = subscription is null && random.Next(3) == 0,
            Leaves = subscription is not null && random.Next(4) == 0,
            Seed = random.Next(),
        };
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Subscription is null ? StartsAtLatest ? "latest" : "earliest" : Type)}(q{QueueSize}{(Pulls ? ",pulls" : "")},acks{AcknowledgesEvery}{(DeniesOf100 > 0 ? $",denies{DeniesOf100}%" : "")}{(Leaves ? ",leaves" : "")})");
}
