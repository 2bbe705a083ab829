using System.Net;
using Microsoft.AspNetCore.Connections;

namespace GdnStreams.Server.Operations;

/// <summary>A listener that hands out no more connections than <see cref="ConnectionLimit"/> allows.</summary>
internal sealed class LimitedListener(IConnectionListener inner, ConnectionLimit limit) : IConnectionListener
{
    public EndPoint EndPoint => inner.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await inner.AcceptAsync(cancellationToken) is { } connection)
        {
            if (limit.TryTake())
            {
                return new CountedConnection(connection, limit.Release);
            }

            connection.Abort();
            await connection.DisposeAsync();
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
