using System.Globalization;
using GdnStreams.Protocol;

namespace GdnStreams.Client.Faults;

/// <summary>What happens in one run, all of it drawn from one number.</summary>
internal sealed record FaultScript
{
    public required int Seed { get; init; }

    /// <summary>How long there are faults.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>Whether the session has a key; otherwise a password.</summary>
    public required bool UsesApiKey { get; init; }

    public required IReadOnlyList<ConnectionFault> Connections { get; init; }

    public required IReadOnlyList<Outage> Outages { get; init; }

    public required IReadOnlyList<SenderPlan> Senders { get; init; }

    public required IReadOnlyList<ReceiverPlan> Receivers { get; init; }

    public static FaultScript Draw(int seed)
    {
        var random = new Random(seed);
        var length = TimeSpan.FromMilliseconds(random.Next(400, 1_800));
        return new FaultScript
        {
            Seed = seed,
            Length = length,
            UsesApiKey = random.Next(2) == 0,
            Connections = [.. Enumerable.Range(0, random.Next(10, 60)).Select(_ => ConnectionFault.Draw(random))],
            Outages = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new Outage(
                length * random.NextDouble(), TimeSpan.FromMilliseconds(random.Next(30, 500)), random.Next(3) > 0))],
            Senders = [.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => SenderPlan.Draw(random))],
            Receivers =
            [
                ReceiverPlan.Draw(random, "ordered", random.Next(4) == 0 ? SubscriptionType.Failover : SubscriptionType.Exclusive),
                .. Enumerable.Range(0, random.Next(1, 3)).Select(_ => ReceiverPlan.Draw(random, "shared", SubscriptionType.Shared)),
                ReceiverPlan.Draw(random, null, SubscriptionType.Exclusive),
            ],
        };
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {Seed}: {Length.TotalMilliseconds:0} ms, {(UsesApiKey ? "key" : "password")}; {string.Join(' ', Senders)}; {string.Join(' ', Receivers)}; out [{string.Join(' ', Outages)}]; {string.Join(' ', Connections)}");
}
