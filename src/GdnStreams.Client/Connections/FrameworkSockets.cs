#if NETSTANDARD2_0
using System.Net;
using System.Net.WebSockets;

namespace GdnStreams.Client;

/// <summary>What .NET Framework does to the connections of one address unless it is told otherwise. Other addresses and the process's defaults stay as they are.</summary>
internal static class FrameworkSockets
{
    /// <summary>Connects; where it is cancelled the socket is no longer the caller's: it is disposed as soon as its handshake has ended.</summary>
    public static async Task ConnectAsync(ClientWebSocket socket, Uri address, CancellationToken cancellationToken)
    {
        var servicePoint = Prepare(address);
        var connecting = socket.ConnectAsync(address, cancellationToken);
        var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => cancelled.TrySetResult(true)))
        {
            if (await Task.WhenAny(connecting, cancelled.Task).ConfigureAwait(false) != connecting)
            {
                // Some runtimes do not cancel a handshake that the server never answers, and a socket disposed meanwhile may stay open.
                _ = connecting.ContinueWith(
                    static (ended, opened) =>
                    {
                        _ = ended.Exception;
                        ((ClientWebSocket)opened!).Abort();
                        ((ClientWebSocket)opened).Dispose();
                    },
                    socket, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                throw new OperationCanceledException(cancellationToken);
            }
        }

        await connecting.ConfigureAwait(false);
        GC.KeepAlive(servicePoint);
    }

    /// <summary>Prepares the connections to the host and port of an http, https, ws or wss address.</summary>
    /// <remarks>Behind a proxy the runtime uses the proxy's service point instead, which is everybody's and left alone: a socket that is cut there is restored.</remarks>
    /// <returns>The runtime forgets it and what was set as soon as neither a connection nor the caller holds it.</returns>
    public static ServicePoint Prepare(Uri address)
    {
        var scheme = address.Scheme is "wss" or "https" ? "https" : "http";
        var servicePoint = ServicePointManager.FindServicePoint(new UriBuilder(scheme, address.Host, address.Port).Uri);

        // Where a server's 101 carries 'Content-Length: 0', .NET Framework takes the connection for idle and closes it under the open socket
        // after 100 seconds, whatever flows: https://github.com/dotnet/corefx/issues/31880, https://github.com/ably/ably-dotnet/issues/107.
        servicePoint.MaxIdleTime = Timeout.Infinite;

        // As on .NET: no queue behind two connections, no delay of small frames, no round trip before the body of a request.
        servicePoint.ConnectionLimit = int.MaxValue;
        servicePoint.UseNagleAlgorithm = false;
        servicePoint.Expect100Continue = false;
        return servicePoint;
    }
}
#endif
