using System.Collections.Concurrent;
using System.Security.Cryptography;
using GdnStreams.Protocol;

namespace GdnStreams.Server.SignIn;

/// <summary>Passwords for one socket each, within ten seconds (jsC8's GETTING_STARTED).</summary>
internal sealed class OneTimePasswords(TimeProvider time)
{
    /// <summary>How long a consumer waits at most for the other sockets that its user fetched passwords for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>After this time a client knows that its socket is open.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromMilliseconds(25);

    private readonly ConcurrentDictionary<string, OneTimePassword> _issued = new(StringComparer.Ordinal);

    public string Issue(Identity identity)
    {
        var now = time.GetUtcNow();
        foreach (var (old, entry) in _issued)
        {
            if (entry.Expires < now || IsKnownToBeOpen(entry, now))
            {
                _issued.TryRemove(old, out _);
            }
        }

        var otp = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        _issued[otp] = new OneTimePassword(identity, now + TimeSpan.FromSeconds(ProtocolLimits.OtpLifetimeSeconds));
        return otp;
    }

    /// <summary>Whose it is; null if it was used, has expired or never existed.</summary>
    public Identity? Redeem(string otp) =>
        _issued.TryGetValue(otp, out var entry) && entry.TryUse() && entry.Expires >= time.GetUtcNow() ? entry.Identity : null;

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

    private static bool IsKnownToBeOpen(OneTimePassword password, DateTimeOffset now) => now.UtcTicks - password.OpenedAt >= Notice.Ticks;
}
