using System.Text;
using GdnStreams.Protocol;
using GdnStreams.Server.Store;
using Microsoft.Extensions.Time.Testing;

namespace GdnStreams.Engine.Tests;

/// <summary>A real engine on a real SQLite file in a directory of its own.</summary>
internal sealed class EngineFixture : IAsyncDisposable
{
    public static readonly TopicName Topic = new("demo", "c8global._system", "c8globals.x");
    private readonly string _directory = Directory.CreateTempSubdirectory("gdn-engine-").FullName;

    private readonly EngineOptions _options;
    private IMessageStore? _store;

    public EngineFixture(EngineOptions? options = null)
    {
        _options = options ?? new EngineOptions { TailMessages = 50 };
        Engine = Open();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public StreamEngine Engine { get; private set; }

    public EngineAdministration Administration => Engine.Administration;

    public static ConsumerSettings Shared(string subscription = "s") => new() { Subscription = subscription, Type = SubscriptionType.Shared };

    public static NewMessage Message(string text, string? key = null) => new() { Payload = Encoding.UTF8.GetBytes(text), Key = key };

    public static string Text(Delivery delivery) => Encoding.UTF8.GetString(delivery.Message.Payload.Span);

    public static async Task<Delivery> NextAsync(EngineConsumer consumer)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await consumer.Deliveries.ReadAsync(limit.Token);
    }

    public static async Task<string[]> TakeAsync(EngineConsumer consumer, int count)
    {
        var texts = new string[count];
        for (var i = 0; i < count; i++)
        {
            texts[i] = Text(await NextAsync(consumer));
        }

        return texts;
    }

    public async Task<EngineFixture> WithStreamAsync()
    {
        await Engine.CreateStreamAsync(Topic, CancellationToken.None);
        return this;
    }

    public Task<EngineConsumer> SubscribeAsync(ConsumerSettings settings) => Engine.SubscribeAsync(Topic, settings, CancellationToken.None);

    public async Task PublishAsync(params string[] texts)
    {
        foreach (var text in texts)
        {
            await Engine.PublishAsync(Topic, Message(text));
        }
    }

    public async Task<SubscriptionStatus> SubscriptionAsync(string name = "s") =>
        (await Engine.GetStatusAsync(Topic, CancellationToken.None)).Subscriptions.Single(s => s.Name == name);

    /// <summary>Sweeps; returns how many streams are in memory then.</summary>
    public async Task<int> SweepAsync()
    {
        await Engine.SweepAsync(CancellationToken.None);
        return Engine.LoadedStreams;
    }

    /// <param name="meanwhile">What happens to the data between the end and the new start.</param>
    public async Task RestartAsync(Func<IMessageStore, Task>? meanwhile = null)
    {
        await Engine.DisposeAsync();
        if (meanwhile is not null)
        {
            await using var store = SqliteStore.Open(_directory);
            await meanwhile(store.Messages);
        }

        Engine = Open();
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>A subscription as it is on the disk now, while the engine runs.</summary>
    public async Task<SubscriptionRecord> StoredAsync(string subscription)
    {
        var record = await _store!.FindStreamAsync(Topic, CancellationToken.None);
        return (await _store.ListSubscriptionsAsync(record!.Id, CancellationToken.None)).Single(each => each.Name == subscription);
    }

    /// <summary>Completes when the store's thread has let go of what it was writing.</summary>
    public async Task NothingIsWrittenAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (!_store!.TryTakeTurn())
        {
            await timer.WaitForNextTickAsync();
        }

        _store.WriteInTurn();
    }

    private StreamEngine Open() => new(_store = SqliteStore.Open(_directory).Messages, _options, Time);
}
