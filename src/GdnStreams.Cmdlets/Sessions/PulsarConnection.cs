using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A session's options for an Apache Pulsar, wherever they are written: a command, a profile or a connection.</summary>
internal static class PulsarConnection
{
    /// <summary>The namespace that every Pulsar has.</summary>
    public const string DefaultNamespace = "default";

    /// <param name="url">Address of its administration.</param>
    /// <param name="webSocketUrl">Address of its WebSocket service; null where it is the same.</param>
    /// <param name="credential">What it takes; anonymous where it asks for none.</param>
    /// <param name="tenant">Its tenant; null is <c>public</c>.</param>
    /// <param name="namespaceName">Its namespace; null is <c>default</c>, or those of the fabric.</param>
    /// <param name="fabric">The fabric whose two namespaces it is about; null where it is about one namespace.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: both a namespace and a fabric.</exception>
    public static GdnSessionOptions Options(Uri url, Uri? webSocketUrl, GdnCredential credential, string? tenant, string? namespaceName, string? fabric)
    {
        Ensure(namespaceName, fabric);
        var options = new GdnSessionOptions
        {
            Url = url,
            WebSocketUrl = webSocketUrl,
            Dialect = GdnDialect.Pulsar,
            Credential = credential,
            Tenant = tenant,
            Namespace = fabric is null ? namespaceName ?? DefaultNamespace : null,
        };
        return fabric is null ? options : options with { Fabric = fabric };
    }

    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: both a namespace and a fabric.</exception>
    public static void Ensure(string? namespaceName, string? fabric)
    {
        if (namespaceName is not null && fabric is not null)
        {
            throw new GdnException(GdnErrorCode.BadRequest, "-Namespace is one namespace, and -Fabric is the two that a GDN fabric has in a Pulsar. Give one of them.");
        }
    }
}
