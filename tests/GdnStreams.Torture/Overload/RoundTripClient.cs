using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture.Overload;

/// <summary>
/// Publishes to a stream of its own and takes it again, over new sockets each time. What it sees is counted and not recorded, so that it may go on for hours.
/// </summary>
internal sealed class RoundTripClient(string stream, int seed)
{
    private readonly Random _random = new(seed);
    private int _published;
    private int _seen;

    /// <summary>One round: some messages, all of which have to come, in order.</summary>
    public async Task OnceAsync(Uri server)
    {
        var count = _random.Next(1, 50);
        await Burst.PublishAsync(server, stream, "p", _published, count, _random.Next(1_000));
        _published += count;
        using var socket = await StreamSocket.OpenAsync(server, "consumer", $"{stream}/s?subscriptionType=Failover&subscriptionInitialPosition=Earliest");
        while (_seen < _published)
        {
            var frame = await socket.NextAsync().AsTask().WaitAsync(ServerUnderTest.Patience);
            var number = Frames.Read(frame!).Number;
            Assert.InRange(number, 0, _seen); // Those of a socket that was cut may come again; none is left out.
            _seen = Math.Max(_seen, number + 1);
            await socket.SendAsync(Frames.Acknowledge(Frames.Id(frame!)));
        }

        if (_random.Next(2) == 0)
        {
            socket.Cut();
        }
        else
        {
            await socket.CloseAsync();
        }
    }
}
