using GdnStreams.Protocol;
using GdnStreams.Server.Backends;

namespace GdnStreams.Server.Fabrics;

/// <summary>
/// Creates fabrics and streams in them, and deletes fabrics with their streams, one after the other. A deletion that has begun continues when
/// the client leaves, and after a restart.
/// </summary>
internal sealed class FabricStreams(FabricDirectory fabrics, IStreams streams)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Tenant, string Name), int> _creating = [];
    private readonly Dictionary<(string Tenant, string Name), Task> _deleting = [];

    /// <summary>Prefixes of a fabric's namespaces: of one scope, or of both (null).</summary>
    public static string[] Scopes(bool? global) => global switch
    {
        true => ["c8global."],
        false => ["c8local."],
        null => ["c8global.", "c8local."],
    };

    /// <summary>Creates a fabric with what its streams need.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/>, <see cref="GdnErrorCode.FabricExists"/></exception>
    public async Task CreateFabricAsync(Fabric fabric, CancellationToken cancellationToken)
    {
        await fabrics.AddAsync(fabric, cancellationToken);
        await streams.CreateFabricAsync(fabric.Tenant, fabric.Name, cancellationToken);
    }

    /// <summary>Creates a stream; a deletion of the fabric waits until it is there, and then deletes it.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.FabricNotFound"/>, <see cref="GdnErrorCode.StreamExists"/>, <see cref="GdnErrorCode.InvalidName"/></exception>
    public async Task CreateAsync(string tenant, string fabric, StreamName stream, CancellationToken cancellationToken)
    {
        stream.EnsureCreatable();
        var place = (tenant, fabric);
        lock (_lock)
        {
            fabrics.Get(tenant, fabric);
            _creating[place] = _creating.GetValueOrDefault(place) + 1;
        }

        try
        {
            await streams.CreateAsync(TopicName.Of(tenant, fabric, stream), cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                if (--_creating[place] == 0)
                {
                    _creating.Remove(place);
                }
            }
        }
    }

    /// <summary>Deletes a fabric with its streams, even while they are in use. Several callers at once wait for the same deletion.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.FabricNotFound"/>; <see cref="GdnErrorCode.Forbidden"/>: <c>_system</c> stays.</exception>
    public Task DeleteAsync(string tenant, string fabric)
    {
        lock (_lock)
        {
            if (_deleting.TryGetValue((tenant, fabric), out var running))
            {
                return running;
            }

            return _deleting[(tenant, fabric)] = Task.Run(() => DeleteAllAsync(tenant, fabric));
        }
    }

    /// <summary>Completes the deletions that an earlier run of the server began.</summary>
    public Task ResumeAsync() => Task.WhenAll(fabrics.Deleting.Select(fabric => DeleteAsync(fabric.Tenant, fabric.Name)));

    private async Task DeleteAllAsync(string tenant, string fabric)
    {
        try
        {
            await fabrics.BeginDeletingAsync(tenant, fabric, CancellationToken.None);
            var left = true;
            while (left)
            {
                // Streams that are being created now, or by dead letters, appear after the first listing.
                left = IsCreatedIn((tenant, fabric));
                foreach (var scope in Scopes(global: null))
                {
                    foreach (var topic in (await streams.ListAsync(tenant, scope + fabric, CancellationToken.None)).Select(listed => listed.Topic))
                    {
                        left = true;
                        await DeleteAsync(topic);
                    }
                }
            }

            await streams.DeleteFabricAsync(tenant, fabric, CancellationToken.None);
            await fabrics.ForgetAsync(tenant, fabric);
        }
        finally
        {
            lock (_lock)
            {
                _deleting.Remove((tenant, fabric));
            }
        }
    }

    private async Task DeleteAsync(TopicName topic)
    {
        try
        {
            await streams.DeleteAsync(topic, force: true, CancellationToken.None);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.StreamNotFound)
        {
            // Somebody else deleted it, which is what was wanted.
        }
    }

    private bool IsCreatedIn((string Tenant, string Name) place)
    {
        lock (_lock)
        {
            return _creating.ContainsKey(place);
        }
    }
}
