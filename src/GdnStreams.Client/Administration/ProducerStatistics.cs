using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>One connected producer. Rates are per second, sizes in bytes.</summary>
public sealed record ProducerStatistics
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Messages published a second.</summary>
    public double MessageRateIn { get; init; }

    /// <summary>Bytes published a second.</summary>
    public double ThroughputIn { get; init; }

    /// <summary>Mean size of a message.</summary>
    public double AverageMessageSize { get; init; }

    /// <summary>When it connected; null where the server does not tell.</summary>
    public DateTimeOffset? ConnectedSince { get; init; }

    /// <summary>Its network address.</summary>
    public string Address { get; init; } = "";

    internal static ProducerStatistics From(PublisherStats stats) => new()
    {
        Name = stats.ProducerName,
        MessageRateIn = stats.MessageRateIn,
        ThroughputIn = stats.ThroughputIn,
        AverageMessageSize = stats.AverageMessageSize,
        ConnectedSince = ConsumerStatistics.Time(stats.ConnectedSince),
        Address = stats.Address,
    };
}
