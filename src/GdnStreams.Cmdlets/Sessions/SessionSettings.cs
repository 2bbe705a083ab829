using System.Runtime.CompilerServices;
using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>What the module knows of a session besides the library.</summary>
internal sealed class SessionSettings
{
    private static readonly ConditionalWeakTable<GdnSession, SessionSettings> Table = new();

    /// <summary>Whether Send-GdnMessage and Receive-GdnMessage create streams without -Create.</summary>
    public bool CreatesStreams { get; set; }

    /// <summary>Whether its streams are in a Pulsar, also behind a gateway; null until somebody wanted to know.</summary>
    public bool? IsOnPulsar { get; set; }

    /// <summary>The settings of a session.</summary>
    public static SessionSettings Of(GdnSession session) => Table.GetOrCreateValue(session);
}
