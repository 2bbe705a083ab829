using System.Collections.Concurrent;
using System.Security.Cryptography;
using GdnStreams.Protocol;

namespace GdnStreams.Server.SignIn;

/// <summary>Passwords for one socket each, within ten seconds (jsC8's GETTING_STARTED).</summary>
internal sealed class OneTimePasswords(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (Identity Identity, DateTimeOffset Expires)> _issued = new(StringComparer.Ordinal);

    public string Issue(Identity identity)
    {
        var now = time.GetUtcNow();
        foreach (var (old, entry) in _issued)
        {
            if (entry.Expires < now)
            {
                _issued.TryRemove(old, out _);
            }
        }

        var otp = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        _issued[otp] = (identity, now + TimeSpan.FromSeconds(ProtocolLimits.OtpLifetimeSeconds));
        return otp;
    }

    /// <summary>Whose it is; null where it was used, has expired, or never was.</summary>
    public Identity? Redeem(string otp) => _issued.TryRemove(otp, out var entry) && entry.Expires >= time.GetUtcNow() ? entry.Identity : null;
}
