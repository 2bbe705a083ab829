using System.Globalization;

namespace GdnStreams.Client.Faults;

/// <summary>How one producer sends.</summary>
internal sealed record SenderPlan
{
    /// <summary>Whether it awaits receipts of SendAsync; otherwise it enqueues and takes results.</summary>
    public required bool AwaitsReceipts { get; init; }

    /// <summary>How many messages it sends while there are faults.</summary>
    public required int Messages { get; init; }

    /// <summary>Most messages not acknowledged.</summary>
    public required int Window { get; init; }

    /// <summary>Most bytes of a payload.</summary>
    public required int MaxBytes { get; init; }

    /// <summary>Whether it has a name of its own.</summary>
    public required bool IsNamed { get; init; }

    /// <summary>Whether the broker can tell what is sent again: the producer says where its sequence starts.</summary>
    public required bool IsDeduplicated { get; init; }

    /// <summary>Its SendTimeout.</summary>
    public required TimeSpan SendTimeout { get; init; }

    /// <summary>Whether it is disposed in the middle, with messages unanswered.</summary>
    public required bool Leaves { get; init; }

    /// <summary>Decides over sizes and pauses.</summary>
    public required int Seed { get; init; }

    public static SenderPlan Draw(Random random)
    {
        var name = random.Next(3);
        return new SenderPlan
        {
            AwaitsReceipts = random.Next(2) == 0,
            Messages = random.Next(10, 60),
            Window = random.Next(3) == 0 ? 1000 : random.Next(1, 12),
            MaxBytes = random.Next(4) == 0 ? 20_000 : 300,
            IsNamed = name > 0,
            IsDeduplicated = name < 2,
            SendTimeout = TimeSpan.FromSeconds(random.Next(4) == 0 ? 0.4 : 60),
            Leaves = random.Next(4) == 0,
            Seed = random.Next(),
        };
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(AwaitsReceipts ? "receipts" : "results")}({Messages},w{Window},{MaxBytes}b{(IsNamed ? ",named" : "")}{(IsDeduplicated ? "" : ",repeats")},{SendTimeout.TotalSeconds}s{(Leaves ? ",leaves" : "")})");
}
