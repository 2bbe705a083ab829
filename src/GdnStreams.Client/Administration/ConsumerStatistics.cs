using System.Globalization;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>One connected consumer.</summary>
public sealed record ConsumerStatistics
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Messages delivered a second.</summary>
    public double MessageRateOut { get; init; }

    /// <summary>Messages it may still be sent.</summary>
    public int AvailablePermits { get; init; }

    /// <summary>Messages it has and did not acknowledge.</summary>
    public int UnacknowledgedMessages { get; init; }

    /// <summary>When it connected; null where the server does not tell.</summary>
    public DateTimeOffset? ConnectedSince { get; init; }

    /// <summary>Its network address.</summary>
    public string Address { get; init; } = "";

    internal static ConsumerStatistics From(ConsumerStats stats) => new()
    {
        Name = stats.ConsumerName,
        MessageRateOut = stats.MessageRateOut,
        AvailablePermits = stats.AvailablePermits,
        UnacknowledgedMessages = stats.UnacknowledgedMessages,
        ConnectedSince = Time(stats.ConnectedSince),
        Address = stats.Address,
    };

    internal static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
