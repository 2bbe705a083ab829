using System.Text;

namespace GdnStreams.Console.Tests;

/// <summary>Loses one frame of a page's sockets, with the socket or without; later ones are whole.</summary>
internal static class LosingFrames
{
    /// <summary>The server has stored a message, and the answer is lost with the connection.</summary>
    public static Task OfAnswerAsync(IPage page) => LoseAsync(page, "producer", _ => false, frame => frame.Contains("\"result\"", StringComparison.Ordinal), isBreaking: true);

    /// <summary>The same, and nobody notices.</summary>
    public static Task OfAnswerInSilenceAsync(IPage page) => LoseAsync(page, "producer", _ => false, frame => frame.Contains("\"result\"", StringComparison.Ordinal), isBreaking: false);

    /// <summary>The acknowledgement of a message is lost with the connection.</summary>
    public static Task OfAcknowledgementAsync(IPage page) => LoseAsync(page, "consumer", frame => !frame.Contains("permit", StringComparison.Ordinal), _ => false, isBreaking: true);

    /// <summary>A message is lost with the connection on its way to the page.</summary>
    public static Task OfDeliveryAsync(IPage page, string payload)
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(payload));
        return LoseAsync(page, "consumer", _ => false, frame => frame.Contains(encoded, StringComparison.Ordinal), isBreaking: true);
    }

    private static Task LoseAsync(IPage page, string kind, Func<string, bool> ofPage, Func<string, bool> ofServer, bool isBreaking)
    {
        var isLost = 0;
        return page.RouteWebSocketAsync(address => address.Contains($"/ws/v2/{kind}/", StringComparison.Ordinal), socket =>
        {
            var server = socket.ConnectToServer();
            socket.OnMessage(frame => Pass(frame, ofPage, server));
            server.OnMessage(frame => Pass(frame, ofServer, socket));

            void Pass(IWebSocketFrame frame, Func<string, bool> isChosen, IWebSocketRoute to)
            {
                if (!isChosen(frame.Text!) || Interlocked.Exchange(ref isLost, 1) == 1)
                {
                    to.Send(frame.Text!);
                }
                else if (isBreaking)
                {
                    _ = server.CloseAsync();
                    _ = socket.CloseAsync();
                }
            }
        });
    }
}
