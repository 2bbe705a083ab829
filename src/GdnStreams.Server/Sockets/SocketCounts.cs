using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Sockets;

/// <summary>How many sockets each user has, with those of their keys. Thread-safe.</summary>
/// <param name="most">Most of one user.</param>
internal sealed class SocketCounts(int most)
{
    private readonly Dictionary<(string Tenant, string User), int> _counts = [];

    /// <summary>Counts one more, until the result is disposed of.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.LimitExceeded"/></exception>
    public IDisposable Add(Identity identity)
    {
        var user = (identity.Tenant, identity.User);
        lock (_counts)
        {
            var count = _counts.GetValueOrDefault(user);
            if (count >= most)
            {
                throw new GdnException(
                    GdnErrorCode.LimitExceeded,
                    $"{identity.User} of tenant {identity.Tenant} has {count} sockets open, and may not have more (--max-sockets). Close those that nobody needs, or raise the limit.");
            }

            _counts[user] = count + 1;
        }

        return new Registration(this, user);
    }

    private void Remove((string Tenant, string User) user)
    {
        lock (_counts)
        {
            if (--_counts[user] == 0)
            {
                _counts.Remove(user);
            }
        }
    }

    private sealed class Registration(SocketCounts counts, (string Tenant, string User) user) : IDisposable
    {
        private int _isRemoved;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isRemoved, 1) == 0)
            {
                counts.Remove(user);
            }
        }
    }
}
