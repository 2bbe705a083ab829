using System.Threading.Channels;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>One loop that owns one socket and restores it; the traffic neither sees nor touches a socket.</summary>
internal sealed class SocketConnection : IAsyncDisposable
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Stable = TimeSpan.FromSeconds(10);
    private readonly Func<StreamSocketAddress, CancellationToken, Task<OpenSocket>> _open;
    private readonly ISocketTraffic _traffic;
    private readonly TimeProvider _time;
    private readonly ConnectionPolicy _policy;
    private readonly Backoff _backoff;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<bool> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<bool> _doorbell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Task _loop = Task.CompletedTask;
    private volatile bool _closing;
    private volatile ConnectionState _state;
    private volatile GdnException? _interruption;

    public SocketConnection(
        Func<StreamSocketAddress, CancellationToken, Task<OpenSocket>> open, ISocketTraffic traffic, TimeProvider time, ConnectionPolicy policy, Func<double> random)
    {
        (_open, _traffic, _time, _policy) = (open, traffic, time, policy);
        _backoff = new Backoff(random);
    }

    /// <summary>Called at each change of state, by the loop, in order. What it throws goes to the log of events and ends nothing.</summary>
    public Action<ConnectionStateChangedEventArgs> Changed { get; set; } = static _ => { };

    /// <summary>What it is a connection of, for the log of events.</summary>
    public string Name { get; init; } = "";

    /// <summary>Told of each frame.</summary>
    public WireTrace Trace { get; init; } = new();

    public ConnectionState State => _state;

    /// <summary>Why there is no open socket; null while there is one and after a wanted end.</summary>
    public GdnException? Interruption => _interruption;

    /// <summary>Starts the loop and waits for the first socket.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Known before it runs: who disposes of the connection meanwhile waits for it.
        var loop = new Task<Task>(RunAsync);
        _loop = loop.Unwrap();
        loop.Start(TaskScheduler.Default);
        using (cancellationToken.Register(_stop.Cancel))
        {
            try
            {
                await _opened.Task.ConfigureAwait(false);
            }
            catch (GdnException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
        }
    }

    /// <summary>There is something to write.</summary>
    public void Ring() => _doorbell.Writer.TryWrite(true);

    /// <summary>Writes what waits, closes, and awaits the loop; at most 5 seconds of patience with the peer.</summary>
    public async ValueTask DisposeAsync()
    {
        _closing = true;
        Ring();
        if (_state == ConnectionState.Open)
        {
            using var patience = new CancellationTokenSource();
            await Task.WhenAny(_loop, Clock.WaitAsync(_time, CloseLimit, patience.Token)).ConfigureAwait(false);
            patience.Cancel();
        }

        _stop.Cancel();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var failed = default(FailedAttempts);
        long? lostAt = null;
        GdnException? reason = null;
        while (!_closing && reason is null)
        {
            var attempt = true;
            try
            {
                using var socket = await _open(await _traffic.NextAddressAsync(_stop.Token).ConfigureAwait(false), _stop.Token).ConfigureAwait(false);
                (attempt, lostAt, failed) = (false, null, new FailedAttempts { WasOpen = true });
                await ServeAsync(socket).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                var error = e as GdnException ?? new GdnException(GdnErrorCode.Internal, "The connection failed: " + e.Message, e);
                lostAt ??= _time.GetTimestamp();
                failed = failed.After(error.Code, attempt, _time.GetElapsedTime(lostAt.Value), _policy);

                // An open socket fails only with GdnException. Anything else is a bug of this library, which a new socket would repeat.
                reason = e is GdnException || attempt ? await RecoverAsync(error, failed).ConfigureAwait(false) : error;
            }
        }

        reason = _closing ? null : reason;
        Change(ConnectionState.Closed, reason, failed.Count, null);
        reason ??= new GdnException(GdnErrorCode.Closed, "It was closed.");
        _traffic.Ended(reason);
        _opened.TrySetException(reason);
        _ = _opened.Task.Exception;
    }

    private async Task ServeAsync(OpenSocket socket)
    {
        var since = _time.GetTimestamp();
        _traffic.Opened();
        Change(ConnectionState.Open, null, 0, null);
        _opened.TrySetResult(true);
        try
        {
            await new SocketLoops(socket, _traffic, _doorbell, _time, _policy, Trace, Name).RunAsync(() => _closing, _stop.Token).ConfigureAwait(false);
        }
        finally
        {
            _traffic.Lost();
            if (_time.GetElapsedTime(since) >= Stable)
            {
                _backoff.Reset();
            }
        }
    }

    /// <summary>Waits for the next attempt; gives the reason back where there is none.</summary>
    private async Task<GdnException?> RecoverAsync(GdnException error, FailedAttempts failed)
    {
        if (_closing || !RetryDecision.ShouldRetry(error.Code, failed))
        {
            return failed.AtLimit && RetryDecision.ShouldRetry(error.Code, failed with { AtLimit = false })
                ? new GdnException(GdnErrorCode.ConnectionLost, $"The connection was not restored ({failed.Count} attempts): {error.Message}", error)
                : error;
        }

        var pause = _backoff.Next();
        Change(failed.WasOpen ? ConnectionState.Reconnecting : ConnectionState.Connecting, error, failed.Count, pause);
        try
        {
            await Clock.WaitAsync(_time, pause, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Told to stop: the loop's condition sees it.
        }

        return null;
    }

    private void Change(ConnectionState next, GdnException? reason, int failedAttempts, TimeSpan? pause)
    {
        var change = new ConnectionStateChangedEventArgs { Previous = _state, Current = next, Reason = reason, FailedAttempts = failedAttempts, NextAttemptIn = pause };
        (_interruption, _state) = (reason, next);
        ConnectionEvents.Log.Changed(Name, change);
        ClientMetrics.Changed(change);
        try
        {
            Changed(change);
        }
        catch (Exception e)
        {
            ConnectionEvents.Log.ObserverFailed(Name, e.ToString());
        }
    }
}
