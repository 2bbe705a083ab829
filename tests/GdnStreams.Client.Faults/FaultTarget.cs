using GdnStreams.Server.SignIn;

namespace GdnStreams.Client.Faults;

/// <summary>What scripts run against.</summary>
/// <param name="Url">Its address, without faults.</param>
/// <param name="IsPulsar">
/// Whether it is an Apache Pulsar, which asks for no credential here; otherwise it is a server of ours. A Pulsar forgets the producer or consumer of
/// a handshake whose connection is reset before it has answered, and that stays: to a Pulsar such a connection ends without a reset.
/// </param>
internal sealed record FaultTarget(Uri Url, bool IsPulsar)
{
    /// <summary>How a session connects to it, by another address that leads there.</summary>
    public GdnSessionOptions OptionsOf(Uri url, bool usesApiKey) => IsPulsar
        ? new GdnSessionOptions { Url = url, Dialect = GdnDialect.Pulsar, Fabric = "_system" }
        : new GdnSessionOptions { Url = url, Credential = usesApiKey ? GdnCredential.ApiKey(Development.ApiKey) : GdnCredential.Password(Development.Email, Development.Password) };
}
