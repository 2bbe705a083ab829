namespace GdnStreams.Console.Tests;

/// <summary>A slow line: what a server sends on a page's sockets of one kind is held, from some frame on, until the page has asked for statistics some times.</summary>
internal static class HeldFrames
{
    /// <param name="page">The page.</param>
    /// <param name="kind">Consumer or reader.</param>
    /// <param name="passed">Frames that pass at once.</param>
    /// <param name="questions">Questions for statistics after which the others follow.</param>
    public static async Task AfterAsync(IPage page, string kind, int passed, int questions = 3)
    {
        var gate = new Lock();
        var held = new List<Action>();
        var (seen, asked) = (0, 0);
        await page.RouteWebSocketAsync(address => address.Contains($"/ws/v2/{kind}/", StringComparison.Ordinal), socket =>
        {
            var server = socket.ConnectToServer();
            server.OnMessage(frame =>
            {
                lock (gate)
                {
                    if (++seen <= passed || asked >= questions)
                    {
                        socket.Send(frame.Text!);
                    }
                    else
                    {
                        held.Add(() => socket.Send(frame.Text!));
                    }
                }
            });
        });
        page.Request += (_, request) =>
        {
            lock (gate)
            {
                if (held.Count > 0 && request.Url.Contains("/stats?", StringComparison.Ordinal) && ++asked >= questions)
                {
                    held.ForEach(send => send());
                    held.Clear();
                }
            }
        };
    }
}
