using System.Net;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Operations;

/// <summary>
/// Makes guessing passwords slow. After a failure the next check waits, longer with each failure, for the account and for the address. Successful
/// sign-ins are not slowed by those of other accounts and addresses.
/// </summary>
internal sealed class SignInThrottle(TimeProvider time)
{
    /// <summary>Failures without a wait: people mistype.</summary>
    public const int Free = 5;

    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    private const int MostWaiting = 64;
    private const int MostRemembered = 10_000;
    private const int MostDoublings = 10;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(125);
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);
    private readonly Dictionary<string, (int Failures, long Last)> _failed = new(StringComparer.Ordinal);
    private int _waiting;

    /// <summary>Checks a password after the wait, if there is one.</summary>
    /// <param name="account">The account that the caller names.</param>
    /// <param name="address">Where the caller is.</param>
    /// <param name="check">The check; its refusals count as failures.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: too many wait already; otherwise what the check throws.</exception>
    public async Task<T> CheckAsync<T>(string account, IPAddress? address, Func<Task<T>> check, CancellationToken cancellationToken)
    {
        string[] keys = ["account " + account.ToUpperInvariant(), $"address {address}"];
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new GdnException(GdnErrorCode.Unavailable, "Too many sign-ins are under way. Try again in some seconds, or use an API key.");
        }

        try
        {
            if (Wait(keys) is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
            }

            var result = await check();
            Forget(keys[0]);
            return result;
        }
        catch (GdnException e) when (e.Code is GdnErrorCode.Unauthorized or GdnErrorCode.WrongCredentials)
        {
            Remember(keys);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>How many accounts and addresses with recent failures are remembered.</summary>
    internal int Remembered => _failed.Count;

    /// <summary>How long the next check of an account or address waits.</summary>
    internal TimeSpan Wait(params ReadOnlySpan<string> keys)
    {
        var failures = 0;
        lock (_failed)
        {
            foreach (var key in keys)
            {
                if (_failed.TryGetValue(key, out var entry) && time.GetElapsedTime(entry.Last) < Forgotten)
                {
                    failures = Math.Max(failures, entry.Failures);
                }
            }
        }

        return failures < Free ? TimeSpan.Zero
            : First * Math.Pow(2, Math.Min(failures - Free, MostDoublings)) is var wait && wait < Longest ? wait : Longest;
    }

    private void Remember(string[] keys)
    {
        lock (_failed)
        {
            if (_failed.Count + keys.Length > MostRemembered)
            {
                // Somebody who fills the table with invented names is still slowed by their address. The oldest half is dropped.
                foreach (var (key, _) in _failed.OrderBy(pair => pair.Value.Last).Take(MostRemembered / 2).ToList())
                {
                    _failed.Remove(key);
                }
            }

            foreach (var key in keys)
            {
                var failures = _failed.TryGetValue(key, out var entry) && time.GetElapsedTime(entry.Last) < Forgotten ? entry.Failures : 0;
                _failed[key] = (failures + 1, time.GetTimestamp());
            }
        }
    }

    private void Forget(string key)
    {
        lock (_failed)
        {
            _failed.Remove(key);
        }
    }
}
