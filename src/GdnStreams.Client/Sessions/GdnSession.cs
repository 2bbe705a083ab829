using System.Collections.Concurrent;
using System.Text;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>A signed-in user of one service: makes producers, consumers and readers, and administers streams. Thread-safe.</summary>
public sealed class GdnSession : IAsyncDisposable
{
    private const string PulsarTenant = "public";
    private readonly GdnSessionOptions _options;
    private readonly RestClient _rest;
    private readonly SocketOpener _opener;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private readonly ConcurrentDictionary<IAsyncDisposable, bool> _open = new();
    private int _closed;

    private GdnSession(GdnSessionOptions options, RestClient rest, string tenant, string? user, TimeProvider time, Func<double> random)
    {
        (_options, _rest, Tenant, User, _time, _random) = (options, rest, tenant, user, time, random);
        _opener = new SocketOpener(rest, options, time);
        var place = new PulsarPlace(rest, tenant, Fabric);
        var isPulsar = Dialect == GdnDialect.Pulsar;
        Streams = isPulsar ? new PulsarStreamAdministration(place, time, (stream, ct) => CreateProducerAsync(stream, null, ct)) : new GdnStreamAdministration(rest, Fabric);
        Subscriptions = isPulsar ? new PulsarSubscriptionAdministration(place) : new GdnSubscriptionAdministration(rest, Fabric);
        Policies = isPulsar ? new PulsarPolicyAdministration(place) : new GdnPolicyAdministration(rest, Fabric);
        Fabrics = isPulsar ? new PulsarFabricAdministration(place) : new GdnFabricAdministration(rest, Fabric);
        Regions = isPulsar ? new PulsarRegionAdministration(place, Url) : new GdnRegionAdministration(rest, tenant);
        Tenants = isPulsar ? new PulsarTenantAdministration(place) : new GdnTenantAdministration(rest, tenant);
        Users = new UserAdministration(rest, Dialect);
        ApiKeys = new ApiKeyAdministration(rest, Dialect, Fabric);
        ConnectedAt = time.GetUtcNow();
    }

    /// <summary>Base address of the service.</summary>
    public Uri Url => _options.Url;

    /// <summary>What the service speaks.</summary>
    public GdnDialect Dialect => _options.Dialect;

    /// <summary>The tenant that owns the streams.</summary>
    public string Tenant { get; }

    /// <summary>The fabric of all streams of this session.</summary>
    public string Fabric => _options.Fabric;

    /// <summary>The user's name within the tenant, where the service told it.</summary>
    public string? User { get; }

    /// <summary>Whether the session was disposed. This is a final state.</summary>
    public bool IsClosed => Volatile.Read(ref _closed) != 0;

    /// <summary>When the session signed in.</summary>
    public DateTimeOffset ConnectedAt { get; }

    /// <summary>Creates, lists, deletes and inspects streams.</summary>
    public StreamAdministration Streams { get; }

    /// <summary>Subscriptions and their cursors.</summary>
    public SubscriptionAdministration Subscriptions { get; }

    /// <summary>How long messages live.</summary>
    public PolicyAdministration Policies { get; }

    /// <summary>The tenant's fabrics.</summary>
    public FabricAdministration Fabrics { get; }

    /// <summary>The service's regions.</summary>
    public RegionAdministration Regions { get; }

    /// <summary>Tenants and their limits.</summary>
    public TenantAdministration Tenants { get; }

    /// <summary>The tenant's users and what they may do; not in a Pulsar.</summary>
    public UserAdministration Users { get; }

    /// <summary>The tenant's API keys and what they may do; not in a Pulsar.</summary>
    public ApiKeyAdministration ApiKeys { get; }

    /// <summary>Signs in and finds the tenant.</summary>
    /// <exception cref="ArgumentException">An option is out of bounds.</exception>
    /// <exception cref="GdnException">ConnectionFailed, WrongCredentials, Unauthorized, TenantNotFound, Timeout.</exception>
    public static Task<GdnSession> ConnectAsync(GdnSessionOptions options, CancellationToken cancellationToken = default)
    {
        var random = new Random();
        return ConnectAsync(options, TimeProvider.System, () => NextDouble(random), cancellationToken);
    }

    internal static async Task<GdnSession> ConnectAsync(GdnSessionOptions options, TimeProvider time, Func<double> random, CancellationToken cancellationToken)
    {
        Check(options);
        var rest = new RestClient(options);
        try
        {
            var (tenant, user) = (options.Tenant ?? (options.Dialect == GdnDialect.Pulsar ? PulsarTenant : null), (string?)null);
            if (options.Credential.Kind == GdnCredentialKind.Password)
            {
                var reply = await rest.SignInAgainAsync(cancellationToken).ConfigureAwait(false);
                tenant ??= reply.Tenant.Length > 0 ? reply.Tenant : TenantDiscovery.OfToken(reply.Jwt).Tenant;
                user = reply.Username;
            }

            if (tenant is null)
            {
                (tenant, user) = await TenantDiscovery.FindAsync(options.Credential, rest, cancellationToken).ConfigureAwait(false);
            }

            if (options.Dialect == GdnDialect.Pulsar)
            {
                // Nobody signs in to a Pulsar, so that a wrong address or token would show only at the first use.
                await VersionAsync(rest, options.Dialect, cancellationToken).ConfigureAwait(false);
            }

            return new GdnSession(options, rest, tenant, user, time, random);
        }
        catch
        {
            rest.Dispose();
            throw;
        }
    }

    /// <summary>Name and version of the server: <c>C8DB</c>, or <c>Pulsar</c>.</summary>
    public Task<ServerVersion> GetServerVersionAsync(CancellationToken cancellationToken = default) => VersionAsync(_rest, Dialect, cancellationToken);

    /// <summary>Connects a producer to a stream.</summary>
    /// <exception cref="GdnException">StreamNotFound, ProducerBusy, Unauthorized, Forbidden, ConnectionFailed, Closed.</exception>
    public async Task<Producer> CreateProducerAsync(StreamName stream, ProducerOptions? options = null, CancellationToken cancellationToken = default)
    {
        var sends = new SendQueue(TopicOf(stream), options ?? new ProducerOptions(), _time);
        var connection = Connect(sends);
        var producer = new Producer(stream, sends, connection, Forget);
        await StartAsync(producer, connection, cancellationToken).ConfigureAwait(false);
        return producer;
    }

    /// <summary>Connects a consumer to a subscription, which is created where it does not exist.</summary>
    /// <exception cref="GdnException">StreamNotFound, SubscriptionBusy, Unauthorized, Forbidden, ConnectionFailed, Closed.</exception>
    public async Task<Consumer> SubscribeAsync(
        StreamName stream, string subscription, ConsumerOptions? options = null, CancellationToken cancellationToken = default)
    {
        var feed = MessageFeed.OfConsumer(stream, TopicOf(stream), subscription, options ?? new ConsumerOptions());
        var connection = Connect(feed);
        var consumer = new Consumer(stream, subscription, feed, connection, Forget);
        await StartAsync(consumer, connection, cancellationToken).ConfigureAwait(false);
        return consumer;
    }

    /// <summary>Connects a reader to a stream.</summary>
    /// <exception cref="GdnException">StreamNotFound, Unauthorized, Forbidden, ConnectionFailed, Closed.</exception>
    public async Task<Reader> CreateReaderAsync(StreamName stream, ReaderOptions? options = null, CancellationToken cancellationToken = default)
    {
        var feed = MessageFeed.OfReader(stream, TopicOf(stream), options ?? new ReaderOptions());
        var connection = Connect(feed);
        var reader = new Reader(stream, feed, connection, Forget);
        await StartAsync(reader, connection, cancellationToken).ConfigureAwait(false);
        return reader;
    }

    /// <summary>Closes every producer, consumer and reader of the session, each after its last sends and acknowledgements (at most 5 s).</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        await Task.WhenAll(_open.Keys.Select(open => open.DisposeAsync().AsTask())).ConfigureAwait(false);
        _rest.Dispose();
    }

    /// <summary>Address, tenant and fabric.</summary>
    public override string ToString() => $"{Url} {Tenant}/{Fabric}";

    private static async Task<ServerVersion> VersionAsync(RestClient rest, GdnDialect dialect, CancellationToken ct)
    {
        if (dialect == GdnDialect.Gdn)
        {
            return await rest.ReadAsync(HttpMethod.Get, RestPaths.Version, null, RestJson.Default.ServerVersion, ct).ConfigureAwait(false);
        }

        var answer = await rest.CallAsync(HttpMethod.Get, PulsarPaths.Version, null, ct).ConfigureAwait(false);
        return new ServerVersion { Server = nameof(GdnDialect.Pulsar), Version = Encoding.UTF8.GetString(answer.Content).Trim() };
    }

    private TopicName TopicOf(StreamName stream) => IsClosed
        ? throw new GdnException(GdnErrorCode.Closed, "The session is closed. Connect again.")
        : TopicName.Of(Tenant, Fabric, stream ?? throw new ArgumentNullException(nameof(stream)));

    private SocketConnection Connect(ISocketTraffic traffic) => new(_opener.OpenAsync, traffic, _time, _options.ReconnectTimeout, _random);

    private async Task StartAsync(IAsyncDisposable opened, SocketConnection connection, CancellationToken cancellationToken)
    {
        _open[opened] = true;
        try
        {
            await connection.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void Forget(IAsyncDisposable closed) => _open.TryRemove(closed, out _);

    private static void Check(GdnSessionOptions options)
    {
        _ = options ?? throw new ArgumentNullException(nameof(options));
        if (!options.Url.IsAbsoluteUri || (options.Url.Scheme != Uri.UriSchemeHttp && options.Url.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException($"The address '{options.Url}' does not start with http:// or https://.", nameof(options));
        }

        if (options.ConnectTimeout <= TimeSpan.Zero || options.RequestTimeout <= TimeSpan.Zero || options.ReconnectTimeout < TimeSpan.Zero || options.Fabric.Length == 0)
        {
            throw new ArgumentException("Timeouts are above zero and the fabric is not empty.", nameof(options));
        }

        if (options.Dialect == GdnDialect.Pulsar
            ? options.Credential.Kind is not (GdnCredentialKind.Token or GdnCredentialKind.Anonymous)
            : options.Credential.Kind == GdnCredentialKind.Anonymous)
        {
            throw new ArgumentException(
                options.Dialect == GdnDialect.Pulsar
                    ? $"A Pulsar takes a token or nothing, not a credential of the kind {options.Credential.Kind}. Give GdnCredential.Token, or leave the credential out."
                    : "A GDN service needs a credential. Give GdnCredential.Password, GdnCredential.Token or GdnCredential.ApiKey.",
                nameof(options));
        }
    }

    // Jitter needs no secrecy, and Random is not thread-safe on .NET Framework.
#pragma warning disable CA5394
    private static double NextDouble(Random random)
    {
        lock (random)
        {
            return random.NextDouble();
        }
    }
#pragma warning restore CA5394
}
