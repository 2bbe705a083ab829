using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Server.Operations;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>Sessions of the client library with the Pulsar, one for each fabric.</summary>
internal sealed class PulsarCluster(PulsarOptions options, ILogger log, TimeProvider time) : IAsyncDisposable
{
    /// <summary>A session that nobody has used for so long is closed when another is opened: its fabric may be gone, by another gateway's hand.</summary>
    private static readonly TimeSpan LongestUnused = TimeSpan.FromMinutes(10);

    private readonly Outage _outage = new(log, time, "Administering the Pulsar");
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Tenant, string Fabric), UsedSession> _sessions = [];

    /// <summary>Asks in the session of a fabric.</summary>
    /// <exception cref="GdnException">What the Pulsar refuses; <see cref="GdnErrorCode.Unavailable"/>: it cannot be asked, or does not take this server's token.</exception>
    public async Task<T> AskAsync<T>(string tenant, string fabric, Func<GdnSession, Task<T>> ask)
    {
        try
        {
            var answer = await ask(await SessionAsync(tenant, fabric));
            _outage.End();
            return answer;
        }
        catch (GdnException e) when (IsOfServer(e.Code))
        {
            _outage.Add(e.Message);
            throw new GdnException(GdnErrorCode.Unavailable, "The Pulsar that keeps the streams does not serve this server now; the server's log says why. Try again in some seconds.", e);
        }
    }

    /// <summary>Asks about a stream.</summary>
    /// <exception cref="GdnException">What the Pulsar refuses; <see cref="GdnErrorCode.Unavailable"/>; <see cref="GdnErrorCode.StreamNotFound"/>: the fabric has no stream yet.</exception>
    public Task<T> AskAsync<T>(TopicName topic, Func<GdnSession, StreamName, Task<T>> ask) => topic.TryGetStream(out var fabric, out var stream)
        ? AskAsync(topic.Tenant, fabric, async session =>
        {
            try
            {
                return await ask(session, stream);
            }
            catch (GdnException e) when (e.Code is GdnErrorCode.FabricNotFound or GdnErrorCode.TenantNotFound)
            {
                // The namespace is made with its first stream.
                throw new GdnException(GdnErrorCode.StreamNotFound, $"There is no stream {stream}.", e);
            }
        })
        : throw new GdnException(GdnErrorCode.StreamNotFound, $"{topic} is no stream.");

    /// <inheritdoc cref="AskAsync{T}(TopicName, Func{GdnSession, StreamName, Task{T}})"/>
    public Task DoAsync(TopicName topic, Func<GdnSession, StreamName, Task> ask) => AskAsync(topic, async (session, stream) =>
    {
        await ask(session, stream);
        return true;
    });

    /// <summary>How a session in a fabric is opened.</summary>
    public GdnSessionOptions OptionsOf(string tenant, string fabric) => new()
    {
        Url = options.Url,
        WebSocketUrl = options.WebSocketUrl,
        Dialect = GdnDialect.Pulsar,
        Credential = options.Token is { } token ? GdnCredential.Token(token) : GdnCredential.Anonymous,
        AllowUnencrypted = options.AllowsUnencrypted,
        TrustedCertificates = options.Authorities,
        Tenant = tenant,
        Fabric = fabric,
        ReconnectTimeout = TimeSpan.MaxValue,
    };

    /// <summary>Makes what a fabric has in the Pulsar, where it is not there.</summary>
    public static async Task MakeFabricAsync(GdnSession session, CancellationToken cancellationToken)
    {
        await MakeTenantAsync(session, cancellationToken);
        try
        {
            await session.Fabrics.CreateAsync(session.Fabric, cancellationToken);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.FabricExists)
        {
            // Its namespaces are left from another time, or another gateway was faster.
        }
    }

    /// <summary>A tenant of this server is there with its first user; in the Pulsar it is made when it is first needed.</summary>
    public static async Task MakeTenantAsync(GdnSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.Tenants.GetAsync(cancellationToken: cancellationToken);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.TenantNotFound)
        {
            try
            {
                await session.Tenants.CreateAsync(session.Tenant, cancellationToken);
            }
            catch (GdnException refused) when (refused.Code != GdnErrorCode.Forbidden)
            {
                await session.Tenants.GetAsync(cancellationToken: cancellationToken); // Another gateway made it meanwhile; Pulsar says 409 or 500 to the slower one.
            }
        }
    }

    /// <summary>Closes the session of a fabric that is gone.</summary>
    public async Task CloseAsync(string tenant, string fabric)
    {
        UsedSession? session;
        lock (_lock)
        {
            _sessions.Remove((tenant, fabric), out session);
        }

        await (session?.CloseAsync() ?? Task.CompletedTask);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions.Values)
        {
            await session.CloseAsync();
        }
    }

    /// <summary>The fabric's session; one that could not be opened is opened again.</summary>
    private async Task<GdnSession> SessionAsync(string tenant, string fabric)
    {
        UsedSession? session;
        IReadOnlyList<UsedSession> unused = [];
        lock (_lock)
        {
            if (!_sessions.TryGetValue((tenant, fabric), out session) || session.HasFailed)
            {
                unused = TakeUnusedNeedsLock();
                session = _sessions[(tenant, fabric)] = new UsedSession(GdnSession.ConnectAsync(OptionsOf(tenant, fabric)));
            }

            session.UsedAt = time.GetTimestamp();
        }

        foreach (var each in unused)
        {
            await each.CloseAsync();
        }

        return await session.Opened;
    }

    private List<UsedSession> TakeUnusedNeedsLock()
    {
        List<UsedSession> unused = [];
        foreach (var (place, session) in _sessions.Where(each => time.GetElapsedTime(each.Value.UsedAt) > LongestUnused).ToArray())
        {
            _sessions.Remove(place);
            unused.Add(session);
        }

        return unused;
    }

    /// <summary>Failures between this server and the Pulsar, which are no fault of the caller.</summary>
    private static bool IsOfServer(GdnErrorCode code) => code is GdnErrorCode.Unauthorized or GdnErrorCode.Forbidden or GdnErrorCode.WrongCredentials
        or GdnErrorCode.ConnectionFailed or GdnErrorCode.ConnectionLost or GdnErrorCode.Unavailable or GdnErrorCode.Timeout or GdnErrorCode.ProtocolViolation or GdnErrorCode.Closed;

    private sealed class UsedSession(Task<GdnSession> opened)
    {
        public Task<GdnSession> Opened => opened;

        public bool HasFailed => opened is { IsCompleted: true, IsCompletedSuccessfully: false };

        public long UsedAt { get; set; }

        public async Task CloseAsync()
        {
            if (opened.IsCompletedSuccessfully)
            {
                await (await opened).DisposeAsync();
            }
        }
    }
}
