using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Guards the subjects that a plain Pulsar does not have.</summary>
internal sealed class GdnOnly(RestClient rest, GdnDialect dialect, string subject)
{
    /// <exception cref="GdnException"><see cref="GdnErrorCode.NotSupported"/></exception>
    public RestClient Rest => dialect == GdnDialect.Gdn ? rest : throw new GdnException(
        GdnErrorCode.NotSupported,
        $"A plain Pulsar has no {subject}: it knows roles, which its tokens name and its administrators grant. Use Pulsar's own tools, or a GDN streams server.");
}
