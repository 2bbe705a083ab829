using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>The background work: expiry and retention, idle streams, forgotten producers, disk space. One sweep at a time.</summary>
internal sealed class Sweeper : IAsyncDisposable
{
    /// <summary>A sweep loads the streams it looks at. After this many it unloads those that nobody else uses.</summary>
    private const int EvictEvery = 256;
    private readonly StreamCache _cache;
    private readonly IMessageStore _store;
    private readonly EngineOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _one = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly PeriodicTimer _timer;
    private readonly Task _sweeping;

    public Sweeper(StreamCache cache, IMessageStore store, EngineOptions options, TimeProvider time)
    {
        (_cache, _store, _options, _time) = (cache, store, options, time);
        _timer = new PeriodicTimer(options.SweepInterval, time);
        _sweeping = RunAsync();
    }

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var now = _time.GetUtcNow();
            var swept = 0;
            foreach (var topic in await _store.Maintenance.ListDueAsync(_options.DefaultPolicy, now, cancellationToken))
            {
                await SweepAsync(topic, now, cancellationToken);
                if (++swept % EvictEvery == 0)
                {
                    _cache.EvictIdle(_time.GetUtcNow());
                }
            }

            await _store.Maintenance.ForgetProducersAsync(now - _options.ProducerMemory, cancellationToken);
            _cache.EvictIdle(now - _options.IdleTime);
            while (await _store.Maintenance.ReclaimAsync(cancellationToken))
            {
                // Other writes run in between.
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _stop.CancelAsync();
        await _sweeping;
        _stop.Dispose();
        _one.Dispose();
    }

    /// <summary>Sweeps one stream. If it fails, the streams after it are still swept.</summary>
    private async Task SweepAsync(TopicName topic, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            if (await _cache.FindAsync(topic) is { } lease)
            {
                using (lease)
                {
                    await lease.Stream.SweepAsync(now, cancellationToken);
                }
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _options.BackgroundFailure?.Invoke(failure);
        }
    }

    private async Task RunAsync()
    {
        while (await _timer.WaitForNextTickAsync(CancellationToken.None))
        {
            try
            {
                await SweepAsync(_stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return; // The engine closes; the next one sweeps again.
            }
            catch (Exception failure)
            {
                _options.BackgroundFailure?.Invoke(failure); // The next sweep tries again.
            }
        }
    }
}
