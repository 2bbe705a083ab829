using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>The value of the Authorization header: renewed before it expires and when the server refuses it, by one caller for all.</summary>
internal sealed class SignIn : IDisposable
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);
    private readonly GdnCredential _credential;
    private readonly HttpExchange _http;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile string? _authorization;
    private long _renewAt = long.MaxValue;
    private volatile bool _closed;

    public SignIn(GdnCredential credential, HttpExchange http, ServiceDialect dialect, TimeProvider time)
    {
        (_credential, _http, _time) = (credential, http, time);
        _authorization = dialect.HeaderOf(credential);
        CanRenew = _authorization is null;
    }

    /// <summary>Whether a refused token can be replaced by a new one.</summary>
    public bool CanRenew { get; }

    /// <summary>A header that is valid now, as far as is known here; empty where there is nothing to show.</summary>
    /// <exception cref="GdnException">Closed; or WrongCredentials, ConnectionFailed, Timeout: there was need to sign in, and it failed.</exception>
    public async ValueTask<string> AuthorizationAsync(CancellationToken cancellationToken)
    {
        if (IsFresh(out var known))
        {
            return known;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _closed ? throw HttpExchange.Closed() : IsFresh(out known) ? known : await SignInNeedsLockAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectDisposedException e) when (_closed)
        {
            throw HttpExchange.Closed(e);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The server did not take this header: the next call gives another one, where the credential can make one.</summary>
    public void Refused(string authorization)
    {
        ConnectionEvents.Log.TokenRefused(_http.Url);
        if (CanRenew && _authorization == authorization)
        {
            _authorization = null;
        }
    }

    /// <summary>What the last sign-in said of its user; null where none was needed.</summary>
    public SignInReply? Reply { get; private set; }

    public void Dispose()
    {
        _closed = true;
        _authorization = null;

        // The gate is not disposed: waiters would then wait for ever. It holds no handle, as its AvailableWaitHandle is never used.
        _credential.Dispose();
    }

    private bool IsFresh(out string authorization)
    {
        var known = _authorization;
        authorization = known ?? "";
        return known is not null && (!CanRenew || _time.GetUtcNow().UtcTicks < Volatile.Read(ref _renewAt));
    }

    private async Task<string> SignInNeedsLockAsync(CancellationToken cancellationToken)
    {
        var started = _time.GetUtcNow();
        var body = Body();
        SignInReply reply;
        try
        {
            var answer = await _http.SendAsync(HttpMethod.Post, AccountCalls.SignIn.Path(null), body, authorization: "", cancellationToken).ConfigureAwait(false);
            reply = RestClient.Read(answer.Content, RestJson.Default.SignInReply);
        }
        finally
        {
            Array.Clear(body, 0, body.Length);
        }

        if (string.IsNullOrEmpty(reply.Jwt))
        {
            throw RestClient.NotUnderstood(AccountCalls.SignIn.Template, null);
        }

        // Renew some time before the end, so that no socket opens with a token that expires on the way.
        if (TokenClaims.Read(reply.Jwt).ExpiresAt is { } end)
        {
            var early = TimeSpan.FromTicks(Math.Max(0, Math.Min(Early.Ticks, (end - started).Ticks / 10)));
            Volatile.Write(ref _renewAt, end - early > started ? (end - early).UtcTicks : long.MaxValue);
        }

        (Reply, _authorization) = (reply, "Bearer " + reply.Jwt);
        ConnectionEvents.Log.SignedIn(_http.Url);
        return _authorization;
    }

    private byte[] Body()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            SignInRequest.Write(json, _credential.Email!, _credential.Secret.Span);
        }

        var body = buffer.ToArray();
        Array.Clear(buffer.GetBuffer(), 0, (int)buffer.Length);
        return body;
    }
}
