using System.Collections.Concurrent;
using System.Text.Json;
using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Operations;

namespace GdnStreams.Server.Pushing;

/// <summary>The pushes of all tenants: in the store, and running. A push ends with its stream or subscription.</summary>
internal sealed class PushDirectory : IAsyncDisposable
{
    private const string Kind = "push";
    private readonly IDocumentStore _documents;
    private readonly PushWork _work;
    private readonly ServerOptions _options;
    private readonly ConcurrentDictionary<(TopicName Stream, string Subscription), Push> _pushes = new();

    /// <summary>One change at a time, so that the store and what runs stay the same.</summary>
    private readonly SemaphoreSlim _changing = new(1);
    private readonly Lock _lock = new();
    private Task _forgetting = Task.CompletedTask;
    private bool _delivers;
    private int _disposed;

    private PushDirectory(IDocumentStore documents, Func<Action<Push>, PushWork> work, ServerOptions options)
    {
        (_documents, _options) = (documents, options);
        _work = work(Gone);
        _work.Metrics.CountPushes(() => _pushes.Values.Select(push => push.Status.State));
    }

    /// <summary>Reads the stored pushes; none delivers yet.</summary>
    public static async Task<PushDirectory> OpenAsync(IDocumentStore documents, Func<Action<Push>, PushWork> work, ServerOptions options, CancellationToken cancellationToken)
    {
        var directory = new PushDirectory(documents, work, options);
        foreach (var json in (await documents.ListDocumentsAsync(Kind, cancellationToken)).Values)
        {
            var settings = JsonSerializer.Deserialize(json, PushJson.Default.PushSettings)!;
            directory._pushes[(settings.Stream, settings.Subscription)] = new Push(settings, directory._work);
        }

        return directory;
    }

    /// <summary>Begins to deliver, unless the server is told to push nothing.</summary>
    public Task StartAsync() => InTurnAsync(
        () =>
        {
            _delivers = !_options.PushesNothing;
            foreach (var push in _pushes.Values)
            {
                Start(push);
            }

            return Task.FromResult(true);
        },
        CancellationToken.None);

    /// <summary>The pushes of two namespaces that belong to a fabric, by stream and subscription.</summary>
    public IReadOnlyList<Push> List(string tenant, string fabric) =>
    [
        .. _pushes.Where(pair => IsOf(pair.Key.Stream, tenant, fabric)).OrderBy(pair => pair.Key.Stream.Topic, StringComparer.Ordinal)
            .ThenBy(pair => pair.Key.Subscription, StringComparer.Ordinal).Select(pair => pair.Value),
    ];

    /// <exception cref="GdnException"><see cref="GdnErrorCode.PushNotFound"/></exception>
    public Push Get(TopicName stream, string subscription) => _pushes.TryGetValue((stream, subscription), out var push) ? push : throw NotFound(stream, subscription);

    /// <summary>Adds a push for a durable subscription that exists, and begins to deliver.</summary>
    /// <exception cref="GdnException">
    /// <see cref="GdnErrorCode.PushExists"/>, <see cref="GdnErrorCode.StreamNotFound"/>, <see cref="GdnErrorCode.SubscriptionNotFound"/>,
    /// <see cref="GdnErrorCode.LimitExceeded"/>
    /// </exception>
    public Task<Push> AddAsync(PushSettings settings, CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            var (stream, subscription) = (settings.Stream, settings.Subscription);
            if (_pushes.ContainsKey((stream, subscription)))
            {
                throw new GdnException(GdnErrorCode.PushExists, $"The subscription {subscription} of {stream.Topic} has a push already. Change it, or delete it first.");
            }

            var count = _pushes.Keys.Count(key => key.Stream.Tenant == stream.Tenant);
            if (count >= _options.MaxPushes)
            {
                throw new GdnException(
                    GdnErrorCode.LimitExceeded, $"The tenant {stream.Tenant} has {count} pushes, and may not have more (--max-pushes). Delete those that nobody needs, or raise the limit.");
            }

            await EnsureDurableAsync(stream, subscription, cancellationToken);
            await EnsureDeadLettersAsync(settings);
            await WriteAsync(settings);
            var push = _pushes[(stream, subscription)] = new Push(settings, _work);
            Start(push);
            return push;
        },
        cancellationToken);

    /// <summary>Changes a push; one that is to deliver does so at once.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.PushNotFound"/>, <see cref="GdnErrorCode.StreamNotFound"/>, and what <paramref name="change"/> throws.</exception>
    public Task<Push> ChangeAsync(TopicName stream, string subscription, Func<PushSettings, PushSettings> change, CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            var push = Get(stream, subscription);
            var settings = change(push.Settings);
            await EnsureDeadLettersAsync(settings);
            await WriteAsync(settings);
            push.Change(settings);
            if (settings.IsActive)
            {
                Start(push);
            }
            else
            {
                await push.StopAsync();
            }

            return push;
        },
        cancellationToken);

    /// <summary>Ends a push.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.PushNotFound"/></exception>
    public Task RemoveAsync(TopicName stream, string subscription, CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            await EndAsync(Get(stream, subscription));
            return true;
        },
        cancellationToken);

    /// <summary>Ends pushes whose stream or subscription is gone.</summary>
    public Task EndAsync(IReadOnlyCollection<Push> gone) => gone.Count == 0 ? Task.CompletedTask : InTurnAsync(
        async () =>
        {
            foreach (var push in gone.Where(IsKnown))
            {
                await EndAsync(push);
            }

            return true;
        },
        CancellationToken.None);

    /// <summary>Deletes a subscription, or a stream (null): its pushes let go of it first, end with it, and go on where it is not deleted.</summary>
    public async Task DeleteAsync(TopicName stream, string? subscription, Func<Task> deleteAsync, CancellationToken cancellationToken)
    {
        if (!Of(stream, subscription).Any())
        {
            await deleteAsync();
            return;
        }

        await InTurnAsync(
            async () =>
            {
                var held = Of(stream, subscription).ToArray();
                await Task.WhenAll(held.Select(push => push.StopAsync()));
                try
                {
                    await deleteAsync();
                }
                catch
                {
                    Array.ForEach(held, Start);
                    throw;
                }

                foreach (var push in held)
                {
                    await EndAsync(push);
                }

                return true;
            },
            cancellationToken);
    }

    /// <summary>Stops all; requests that are under way get four seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await InTurnAsync(
            async () =>
            {
                _delivers = false;
                await Task.WhenAll(_pushes.Values.Select(push => push.StopAsync()));
                return true;
            },
            CancellationToken.None);
        Task forgetting;
        lock (_lock)
        {
            forgetting = _forgetting;
        }

        await forgetting;
        _work.Sender.Dispose();
        _changing.Dispose();
    }

    /// <summary>A push found out by itself that its stream or subscription is gone.</summary>
    private void Gone(Push push)
    {
        lock (_lock)
        {
            _forgetting = Task.WhenAll(_forgetting, Task.Run(() => ForgetAsync(push)));
        }
    }

    private async Task ForgetAsync(Push push)
    {
        try
        {
            await EndAsync([push]);
        }
        catch (GdnException e)
        {
            _work.Log.PushNotForgotten(e); // It is looked for again at the next start.
        }
    }

    private async Task EndAsync(Push push)
    {
        var settings = push.Settings;
        await push.DisposeAsync();
        try
        {
            await _documents.DeleteDocumentAsync(Kind, Key(settings), CancellationToken.None);
        }
        catch
        {
            Start(push); // It is stored, and would be there again after the next start.
            throw;
        }

        _pushes.TryRemove((settings.Stream, settings.Subscription), out _);
    }

    private void Start(Push push)
    {
        if (_delivers)
        {
            push.Start();
        }
    }

    private async Task EnsureDurableAsync(TopicName stream, string subscription, CancellationToken cancellationToken)
    {
        var status = await _work.Engine.GetStatusAsync(stream, cancellationToken);
        if (!status.Subscriptions.Any(each => each.Name == subscription && each.IsDurable))
        {
            throw new GdnException(GdnErrorCode.SubscriptionNotFound, $"The stream {stream.Topic} has no durable subscription {subscription}. Make it first: what is published from then on is delivered.");
        }
    }

    private async Task EnsureDeadLettersAsync(PushSettings settings)
    {
        if (!_options.CreatesStreams && !await _work.Engine.StreamExistsAsync(settings.DeadLetters))
        {
            throw new GdnException(
                GdnErrorCode.StreamNotFound, $"There is no stream {settings.DeadLetters.Topic} for dead letters, and this server does not create streams when they are used. Make it first.");
        }
    }

    private Task WriteAsync(PushSettings settings) =>
        _documents.PutDocumentAsync(Kind, Key(settings), JsonSerializer.Serialize(settings, PushJson.Default.PushSettings), CancellationToken.None);

    private IEnumerable<Push> Of(TopicName stream, string? subscription) =>
        _pushes.Where(pair => pair.Key.Stream == stream && (subscription is null || pair.Key.Subscription == subscription)).Select(pair => pair.Value);

    private bool IsKnown(Push push) => _pushes.TryGetValue((push.Settings.Stream, push.Settings.Subscription), out var known) && known == push;

    private async Task<T> InTurnAsync<T>(Func<Task<T>> body, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            return await body();
        }
        finally
        {
            _changing.Release();
        }
    }

    private static bool IsOf(TopicName stream, string tenant, string fabric) => stream.Tenant == tenant && stream.TryGetStream(out var of, out _) && of == fabric;

    // No stream that can be created has a slash in its name.
    private static string Key(PushSettings settings) => $"{settings.Stream.Tenant}/{settings.Stream.Namespace}/{settings.Stream.Topic}/{settings.Subscription}";

    private static GdnException NotFound(TopicName stream, string subscription) =>
        new(GdnErrorCode.PushNotFound, $"The subscription {subscription} of {stream.Topic} has no push.");
}
