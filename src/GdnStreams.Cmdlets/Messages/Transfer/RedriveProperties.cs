using System.Globalization;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The properties of a message that say where it died, and how often it was moved since.</summary>
internal static class RedriveProperties
{
    /// <summary>How often Move-GdnMessage has moved the message.</summary>
    public const string Count = "gdn-redrive-count";

    private const string Topic = "REAL_TOPIC";

    /// <summary>What a server, this one and a Pulsar, writes on a dead letter.</summary>
    private static readonly string[] DeathMarks = [Topic, "REAL_SUBSCRIPTION", "ORIGIN_MESSAGE_ID", "ORIGIN_MESSAGE_IDY_TIME"];

    /// <summary>The topic that the message died on; null where it is no dead letter.</summary>
    public static string? OriginOf(GdnMessage message) => message.Properties.TryGetValue(Topic, out var topic) ? topic : null;

    /// <summary>How often it was moved.</summary>
    public static int CountOf(GdnMessage message) =>
        message.Properties.TryGetValue(Count, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;

    /// <summary>Its properties once it is moved: one more move, and no marks of a death where it goes back to where that was.</summary>
    public static IReadOnlyDictionary<string, string> Moved(GdnMessage message, bool isBack)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in message.Properties)
        {
            if (!isBack || !DeathMarks.Contains(pair.Key))
            {
                all[pair.Key] = pair.Value;
            }
        }

        all[Count] = (CountOf(message) + 1).ToString(CultureInfo.InvariantCulture);
        return all;
    }
}
