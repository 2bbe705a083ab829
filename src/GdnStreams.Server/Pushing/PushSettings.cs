using GdnStreams.Protocol;

namespace GdnStreams.Server.Pushing;

/// <summary>A push as it is stored. Its secret is stored as it is, because it signs: the file is its owner's only.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Subscription">The durable subscription.</param>
/// <param name="Url">Where to; its query may hold a key of the receiver's.</param>
/// <param name="Secret">What signs; null where nothing does.</param>
/// <param name="MaxAttempts">Attempts before a message becomes a dead letter.</param>
/// <param name="DeadLetters">Where those go.</param>
/// <param name="RatePerSecond">Most requests a second; null is no limit.</param>
/// <param name="TimeoutInSeconds">How long an answer may take.</param>
/// <param name="IsActive">Whether it is to deliver.</param>
internal sealed record PushSettings(
    TopicName Stream, string Subscription, Uri Url, string? Secret, int MaxAttempts, TopicName DeadLetters, double? RatePerSecond, int TimeoutInSeconds, bool IsActive)
{
    /// <summary>How long an answer may take.</summary>
    public TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutInSeconds);

    /// <summary>The address without its query, for administrators.</summary>
    public string ShownUrl => Url.GetLeftPart(UriPartial.Path) + (Url.Query.Length > 1 ? "?..." : "");

    /// <summary>Without the secret and the address.</summary>
    public override string ToString() => $"{Stream}/{Subscription}";
}
