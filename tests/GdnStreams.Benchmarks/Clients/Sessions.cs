using GdnStreams.Client;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Benchmarks.Clients;

/// <summary>How the client library signs in to the servers of a run.</summary>
internal static class Sessions
{
    public static GdnSessionOptions Gdn(Uri url) => new() { Url = url, Credential = GdnCredential.ApiKey(Development.ApiKey) };

    /// <summary>Without a credential, in the namespace that every Pulsar has. The null server is one, too.</summary>
    public static GdnSessionOptions Pulsar(Uri url) => new() { Url = url, Dialect = GdnDialect.Pulsar, Namespace = "default" };
}
