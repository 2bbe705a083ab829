using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>A signed-in user of one service: makes producers, consumers and readers, and administers streams. Thread-safe.</summary>
/// <remarks>
/// Besides what each call lists, every call that asks the service may fail with ConnectionFailed, Timeout (<see cref="GdnSessionOptions.RequestTimeout"/>),
/// Unauthorized, Forbidden, LimitExceeded, Unavailable, Internal or ProtocolViolation, and ends with <see cref="OperationCanceledException"/> when its token is cancelled.
/// </remarks>
public sealed class GdnSession : IAsyncDisposable
{
    private readonly GdnSessionOptions _options;
    private readonly ServiceDialect _dialect;
    private readonly StreamNaming _naming;
    private readonly HttpExchange _http;
    private readonly SignIn _signIn;
    private readonly RestClient _rest;
    private readonly SocketOpener _opener;
    private readonly ConnectionPolicy _policy;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private readonly ConcurrentDictionary<IAsyncDisposable, SocketConnection> _open = new();
    private int _closed;

    private GdnSession(
        GdnSessionOptions options, ServiceDialect dialect, HttpExchange http, SignIn signIn, RestClient rest, (string Tenant, string? User) who, TimeProvider time, Func<double> random)
    {
        (_options, _dialect, _http, _signIn, _rest, (Tenant, User), _time, _random) = (options, dialect, http, signIn, rest, who, time, random);
        _opener = new SocketOpener(signIn, options, dialect, time);
        _policy = ConnectionPolicy.Of(options);
        _naming = dialect.NamingOf(options);
        var place = new SessionPlace(rest, Tenant, Fabric, _naming, Url, time, (stream, ct) => CreateProducerAsync(stream, null, ct));
        (Streams, Subscriptions, Policies, Fabrics, Regions, Tenants) = dialect.Administer(place);
        Users = new UserAdministration(rest, dialect);
        ApiKeys = new ApiKeyAdministration(rest, dialect, Fabric);
        Pushes = new PushAdministration(rest, dialect, Fabric);
        Trace = options.Trace!;
        ConnectedAt = time.GetUtcNow();
    }

    /// <summary>Raised at each change of the state of a <see cref="Producer"/>, <see cref="Consumer"/> or <see cref="Reader"/> of this session, which is the sender, by its own loop: return soon.</summary>
    /// <remarks>It carries why a connection is lost, how many attempts have failed, and when the next one follows.</remarks>
    public event EventHandler<ConnectionStateChangedEventArgs>? ConnectionChanged;

    /// <summary>Base address of the service.</summary>
    public Uri Url => _options.Url;

    /// <summary>What the service speaks.</summary>
    public GdnDialect Dialect => _options.Dialect;

    /// <summary>The tenant that owns the streams.</summary>
    public string Tenant { get; }

    /// <summary>The fabric of all streams of this session; with <see cref="GdnSessionOptions.Namespace"/>, that namespace of a Pulsar.</summary>
    public string Fabric => _options.Namespace ?? _options.Fabric;

    /// <summary>The user's name within the tenant, where the service told it.</summary>
    public string? User { get; }

    /// <summary>Whether the session was disposed. This is a final state.</summary>
    public bool IsClosed => Volatile.Read(ref _closed) != 0;

    /// <summary>Closed after the disposal; Reconnecting while a producer, consumer or reader of it is; else Open.</summary>
    public ConnectionState State => IsClosed ? ConnectionState.Closed
        : _open.Values.Any(connection => connection.State == ConnectionState.Reconnecting) ? ConnectionState.Reconnecting : ConnectionState.Open;

    /// <summary>How far the server's clock is ahead of this machine's, to about a second, by its last answer over REST; null where it does not tell.</summary>
    public TimeSpan? ClockOffset => _http.ClockOffset;

    /// <summary>Tells, while somebody listens, what the session exchanges with its service.</summary>
    public WireTrace Trace { get; }

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

    /// <summary>Subscriptions that the server delivers to addresses; on a GDN streams server only.</summary>
    public PushAdministration Pushes { get; }

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
        GdnSessionCheck.Check(options);
        options = options with { Trace = options.Trace ?? new WireTrace() };
        var dialect = ServiceDialect.Of(options.Dialect);
        dialect.Check(options);
        var http = new HttpExchange(options, dialect);
        var signIn = new SignIn(options.Credential.Copy(), http, dialect, time);
        try
        {
            var rest = new RestClient(http, signIn);
            var who = await dialect.SignInAsync(options, signIn, rest, cancellationToken).ConfigureAwait(false);
            return new GdnSession(options, dialect, http, signIn, rest, who, time, random);
        }
        catch
        {
            signIn.Dispose();
            http.Dispose();
            throw;
        }
    }

    /// <summary>The topic that a stream of this session is.</summary>
    public TopicName TopicOf(StreamName stream) => _naming.TopicOf(Tenant, Fabric, stream ?? throw new ArgumentNullException(nameof(stream)));

    /// <summary>The stream of this session that a topic is; false where it lies elsewhere, or is no stream.</summary>
    public bool TryGetStream(TopicName topic, [NotNullWhen(true)] out StreamName? stream) =>
        _naming.TryGetStream(topic ?? throw new ArgumentNullException(nameof(topic)), out var fabric, out stream) && topic.Tenant == Tenant && fabric == Fabric;

    /// <summary>Name and version of the server: <c>C8DB</c>, or <c>Pulsar</c>.</summary>
    public Task<ServerVersion> GetServerVersionAsync(CancellationToken cancellationToken = default) => _dialect.GetVersionAsync(_rest, cancellationToken);

    /// <summary>Connects a producer to a stream, which the service may create where it does not exist.</summary>
    /// <exception cref="ArgumentException">An option is out of bounds.</exception>
    /// <exception cref="GdnException">StreamNotFound, StreamTerminated (a Pulsar says Unavailable), ProducerBusy, Unauthorized, Forbidden, ConnectionFailed, Closed.</exception>
    public async Task<Producer> CreateProducerAsync(StreamName stream, ProducerOptions? options = null, CancellationToken cancellationToken = default)
    {
        var sends = new SendQueue(OpenTopicOf(stream), options ?? new ProducerOptions(), _time);
        var connection = Connect(sends, $"producer of {stream.Topic}");
        var producer = new Producer(stream, sends, connection, Forget);
        producer.StateChanged += Relay;
        await StartAsync(producer, connection, cancellationToken).ConfigureAwait(false);
        return producer;
    }

    /// <summary>Connects a consumer to a subscription, which is created where it does not exist.</summary>
    /// <exception cref="ArgumentException">An option is out of bounds.</exception>
    /// <exception cref="GdnException">InvalidName: the subscription's is empty; StreamNotFound, SubscriptionBusy, Unauthorized, Forbidden, ConnectionFailed, Closed.</exception>
    public async Task<Consumer> SubscribeAsync(
        StreamName stream, string subscription, ConsumerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ConsumerOptions();
        options = options with { DeadLetterTopic = _dialect.DeadLetterTopic(options.DeadLetterTopic, stream, TopicOf) };
        var feed = new SubscriptionFeed(stream, OpenTopicOf(stream), subscription, options, _time, _dialect.GoodbyePause);
        var connection = Connect(feed, $"consumer of {stream.Topic}/{subscription}");
        var consumer = new Consumer(stream, subscription, feed, connection, Forget);
        consumer.StateChanged += Relay;
        await StartAsync(consumer, connection, cancellationToken).ConfigureAwait(false);
        return consumer;
    }

    /// <summary>Connects a consumer to the same subscription on several streams, and receives them as one sequence, each stream in its turn.</summary>
    /// <exception cref="ArgumentException">No stream is given, or one twice; or an option is out of bounds.</exception>
    /// <exception cref="GdnException">StreamNotFound, SubscriptionBusy, Unauthorized, Forbidden, ConnectionFailed, Closed: of the first stream that failed; none stays connected.</exception>
    public async Task<MultiStreamConsumer> SubscribeAsync(
        IEnumerable<StreamName> streams, string subscription, ConsumerOptions? options = null, CancellationToken cancellationToken = default)
    {
        var names = (streams ?? throw new ArgumentNullException(nameof(streams))).ToArray();
        if (names.Length == 0 || names.Distinct().Count() != names.Length)
        {
            throw new ArgumentException("Give at least one stream, and each only once.", nameof(streams));
        }

        var consumers = new List<Consumer>();
        try
        {
            foreach (var name in names)
            {
                consumers.Add(await SubscribeAsync(name, subscription, options, cancellationToken).ConfigureAwait(false));
            }
        }
        catch
        {
            await Task.WhenAll(consumers.Select(consumer => consumer.DisposeAsync().AsTask())).ConfigureAwait(false);
            throw;
        }

        return new MultiStreamConsumer(consumers);
    }

    /// <summary>Connects a reader to a stream. From <see cref="MessageId.Latest"/> it reads what is published after this call, whenever its socket opens.</summary>
    /// <exception cref="ArgumentException">An option is out of bounds, or two starts are given.</exception>
    /// <exception cref="GdnException">StreamNotFound, Unauthorized, Forbidden, ConnectionFailed, Closed.</exception>
    public async Task<Reader> CreateReaderAsync(StreamName stream, ReaderOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ReaderOptions();
        var feed = new ReaderFeed(stream, OpenTopicOf(stream), options, token => ReaderStart.FindAsync(Streams, stream, options, token));
        var connection = Connect(feed, $"reader of {stream.Topic}");
        var reader = new Reader(stream, feed, connection, Forget);
        reader.StateChanged += Relay;
        await StartAsync(reader, connection, cancellationToken).ConfigureAwait(false);
        return reader;
    }

    /// <summary>Closes every producer, consumer and reader of the session, each after its last sends and acknowledgements (at most 5 s) and the server's goodbye (at most 5 s).</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        await Task.WhenAll(_open.Keys.Select(open => open.DisposeAsync().AsTask())).ConfigureAwait(false);
        _signIn.Dispose();
        _http.Dispose();
    }

    /// <summary>Address, tenant and fabric.</summary>
    public override string ToString() => $"{Url} {Tenant}/{Fabric}";

    private TopicName OpenTopicOf(StreamName stream) => IsClosed ? throw HttpExchange.Closed() : TopicOf(stream);

    private SocketConnection Connect(ISocketTraffic traffic, string name) => new(_opener.OpenAsync, traffic, _time, _policy, _random) { Name = name, Trace = Trace };

    private async Task StartAsync(IAsyncDisposable opened, SocketConnection connection, CancellationToken cancellationToken)
    {
        _open[opened] = connection;
        try
        {
            if (IsClosed)
            {
                // Disposal may have run before this one was registered.
                throw HttpExchange.Closed();
            }

            await connection.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void Relay(object? sender, ConnectionStateChangedEventArgs change) => ConnectionChanged?.Invoke(sender, change);

    private void Forget(IAsyncDisposable closed) => _open.TryRemove(closed, out _);

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
