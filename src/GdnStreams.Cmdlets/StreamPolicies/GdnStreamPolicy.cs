using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>How long messages of a stream, or of a fabric's streams, are kept. Null comes from above: a stream's from its fabric, a fabric's from the server.</summary>
public sealed class GdnStreamPolicy : DisplayObject
{
    internal const long MaxRetentionSize = int.MaxValue * BytesInMegabyte;
    private const long BytesInMegabyte = 1024 * 1024;

    internal GdnStreamPolicy(StreamName? stream, StreamScope scope, string fabric, RetentionPolicy policy)
    {
        (Name, Scope, Fabric) = (stream?.Name, scope, fabric);
        TimeToLive = policy.MessageTtlInSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        RetentionTime = policy.TimeInMinutes is { } minutes ? minutes < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMinutes(minutes) : null;
        RetentionSize = policy.SizeInMegabytes is { } megabytes ? megabytes < 0 ? -1 : megabytes * BytesInMegabyte : null;
    }

    /// <summary>The stream; null where it is about the streams of the fabric.</summary>
    public string? Name { get; }

    /// <summary>Scope of the stream or streams.</summary>
    public StreamScope Scope { get; }

    /// <summary>The fabric.</summary>
    public string Fabric { get; }

    /// <summary>Age at which a message counts as acknowledged by every subscription; zero is never.</summary>
    public TimeSpan? TimeToLive { get; }

    /// <summary>How long messages are kept that every subscription acknowledged; zero is not at all, -1 ms (Timeout.InfiniteTimeSpan) for ever.</summary>
    public TimeSpan? RetentionTime { get; }

    /// <summary>How many bytes of them are kept; zero is none, -1 all.</summary>
    public long? RetentionSize { get; }

    /// <inheritdoc/>
    public override string ToString() => Name ?? $"{Fabric} ({Scope})";

    /// <summary>The retention in Pulsar's units, rounded up.</summary>
    internal static RetentionPolicy With(RetentionPolicy current, TimeSpan? timeToLive, TimeSpan? retentionTime, long? retentionSize) => current with
    {
        MessageTtlInSeconds = timeToLive is { } ttl ? (long)Math.Ceiling(ttl.TotalSeconds) : current.MessageTtlInSeconds,
        TimeInMinutes = retentionTime is { } time ? time < TimeSpan.Zero ? -1 : (long)Math.Ceiling(time.TotalMinutes) : current.TimeInMinutes,
        SizeInMegabytes = retentionSize is { } size ? size < 0 ? -1 : ((size - 1) / BytesInMegabyte) + (size > 0 ? 1 : 0) : current.SizeInMegabytes,
    };
}
