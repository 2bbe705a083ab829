using GdnStreams.Torture.Histories;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture.Overload;

/// <summary>Many messages over one socket, each of which has to be answered with ok.</summary>
internal static class Burst
{
    private const int Window = 500;

    /// <param name="server">Its url.</param>
    /// <param name="stream">Which is created where it does not exist.</param>
    /// <param name="producer">Names the messages, which are numbered from <paramref name="first"/> on.</param>
    /// <param name="first">The number of the first one.</param>
    /// <param name="count">How many.</param>
    /// <param name="filler">Bytes of each besides its name.</param>
    public static async Task PublishAsync(Uri server, string stream, string producer, int first, int count, int filler)
    {
        using var socket = await StreamSocket.OpenAsync(server, "producer", stream);
        for (var (sent, answered) = (0, 0); answered < count;)
        {
            if (sent < count && sent - answered < Window)
            {
                await socket.SendAsync(Frames.Publish(new MessageName(producer, first + sent++), filler));
            }
            else
            {
                answered++;
                var answer = await socket.NextAsync().AsTask().WaitAsync(ServerUnderTest.Patience);
                Assert.Equal("ok", (string)answer!["result"]!);
            }
        }

        await socket.CloseAsync();
    }
}
