using System.Collections.Concurrent;
using System.Net.WebSockets;
using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Operations;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Sockets;

/// <summary>
/// The open sockets and their owners. A socket whose credential is no longer valid, or whose owner has lost the right to it, is closed with 1008:
/// at once if this server changed the account, within a few seconds if another process did.
/// </summary>
internal sealed class OpenSockets
{
    /// <summary>Time between two checks of all sockets.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly SettledRights _rights;
    private readonly Accounts _accounts;
    private readonly SocketAdmission _admission;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private volatile bool _isFailing;
    private readonly ConcurrentDictionary<IOpenSocket, (Identity Identity, StreamSocketAddress Address)> _open = new();

    public OpenSockets(IDocumentStore documents, Accounts accounts, SocketAdmission admission, ILogger log, TimeProvider time, CancellationToken stopping)
    {
        (_rights, _accounts, _admission, _log, _time) = (new SettledRights(documents, time), accounts, admission, log, time);
        accounts.Changed += () => _ = LookAsync(stopping);
        _ = Task.Run(() => WatchAsync(stopping), CancellationToken.None);
    }

    /// <summary>Registers an open socket until the result is disposed of.</summary>
    public IDisposable Add(IOpenSocket connection, Identity identity, StreamSocketAddress address)
    {
        _open[connection] = (identity, address);
        _rights.Opened();
        return new Registration(_open, connection);
    }

    /// <summary>Closes the sockets that may no longer be open.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (_rights.HaveSettled())
        {
            return;
        }

        var begunAt = _time.GetTimestamp();
        foreach (var owned in _open.GroupBy(pair => (pair.Value.Identity.Tenant, pair.Value.Identity.User, pair.Value.Identity.KeyId, pair.Value.Identity.Stamp)))
        {
            var now = await _accounts.RefreshAsync(owned.First().Value.Identity, cancellationToken);
            foreach (var (connection, (_, address)) in owned)
            {
                var refusal = now is null ? "The credential of this socket is no longer valid." : _admission.Refusal(now, address);
                if (refusal is not null && _open.TryRemove(connection, out _))
                {
                    _ = connection.LeaveAsync(WebSocketCloseStatus.PolicyViolation, refusal);
                }
            }
        }

        _rights.Looked(begunAt);
    }

    private async Task WatchAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await LookAsync(stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops, and says goodbye to every socket.
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            await CheckAsync(stopping);
            _isFailing = false;
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // The store may fail for a moment: the next check asks again.
            if (!_isFailing)
            {
                _log.SocketCheckFailed(e);
            }

            _isFailing = true;
        }
    }

    private sealed class Registration(ConcurrentDictionary<IOpenSocket, (Identity, StreamSocketAddress)> open, IOpenSocket connection) : IDisposable
    {
        public void Dispose() => open.TryRemove(connection, out _);
    }
}
