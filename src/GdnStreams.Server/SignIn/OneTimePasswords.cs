using System.Collections.Concurrent;
using GdnStreams.Protocol;

namespace GdnStreams.Server.SignIn;

/// <summary>
/// Passwords for one socket each, within ten seconds (jsC8's GETTING_STARTED). Where several servers have the same accounts, each takes what the others gave out, once.
/// </summary>
/// <param name="secret">What servers with the same accounts know.</param>
/// <param name="time">The clock.</param>
internal sealed class OneTimePasswords(byte[] secret, TimeProvider time)
{
    /// <summary>How long a consumer waits at most for the other sockets that its user fetched passwords for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>After this time a client knows that its socket is open.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromMilliseconds(25);

    private readonly SealedPassword _sealed = new(secret);

    /// <summary>Those that this server gave out, or took.</summary>
    private readonly ConcurrentDictionary<string, OneTimePassword> _issued = new(StringComparer.Ordinal);

    public string Issue(Identity identity)
    {
        var now = time.GetUtcNow();
        Forget(now);
        var expires = now + TimeSpan.FromSeconds(ProtocolLimits.OtpLifetimeSeconds);
        var otp = _sealed.Write(identity, expires);
        _issued[otp] = new OneTimePassword(identity, expires);
        return otp;
    }

    /// <summary>Whose it is, whose credential and rights are still to be looked up; null if it was used, has expired or never existed.</summary>
    public Identity? Redeem(string otp)
    {
        var now = time.GetUtcNow();
        if (!_issued.TryGetValue(otp, out var entry))
        {
            if (_sealed.Read(otp) is not var (identity, expires) || expires < now)
            {
                return null;
            }

            Forget(now);
            entry = _issued.GetOrAdd(otp, _ => new OneTimePassword(identity, expires));
        }

        return entry.TryUse() && entry.Expires >= now ? entry.Identity : null;
    }

    /// <summary>The socket of a password is open, or was refused.</summary>
    public void Opened(string otp)
    {
        if (_issued.TryGetValue(otp, out var entry))
        {
            entry.Open(time.GetUtcNow());
        }
    }

    /// <summary>
    /// Waits a moment for the other sockets that this user has fetched passwords for. Pages and GDN's own tests connect a consumer and a
    /// producer at once and send as soon as the consumer is open: on GDN the producer was open by then.
    /// </summary>
    public async Task OthersOpenedAsync(string otp, Identity identity, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        OneTimePassword[] others =
        [
            .. _issued
                .Where(pair => pair.Key != otp && (pair.Value.Identity.Tenant, pair.Value.Identity.User) == (identity.Tenant, identity.User))
                .Select(pair => pair.Value)
                .Where(other => other.Expires >= now && !IsKnownToBeOpen(other, now)),
        ];
        if (others.Length == 0)
        {
            return;
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var all = Task.WhenAll(others.Select(other => other.Opened));
        if (await Task.WhenAny(all, Task.Delay(Patience, time, enough.Token)) == all)
        {
            await enough.CancelAsync();
            var left = others.Max(other => other.OpenedAt) + Notice.Ticks - time.GetUtcNow().UtcTicks;
            await Task.Delay(TimeSpan.FromTicks(Math.Max(0, left)), time, cancellationToken);
        }
    }

    /// <summary>Used ones are kept until they expire: until then their text could be read again.</summary>
    private void Forget(DateTimeOffset now)
    {
        foreach (var (old, entry) in _issued)
        {
            if (entry.Expires < now)
            {
                _issued.TryRemove(old, out _);
            }
        }
    }

    private static bool IsKnownToBeOpen(OneTimePassword password, DateTimeOffset now) => now.UtcTicks - password.OpenedAt >= Notice.Ticks;
}
