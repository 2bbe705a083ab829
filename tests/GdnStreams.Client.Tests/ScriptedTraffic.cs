using System.Collections.Concurrent;
using System.Text;
using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

/// <summary>The traffic of a connection as a script: what it is asked to write, and what it does when it is asked.</summary>
internal sealed class ScriptedTraffic : ISocketTraffic
{
    public ConcurrentQueue<string> Waiting { get; } = new();

    /// <summary>Runs when it is asked for a frame and has none, before it says so.</summary>
    public Action FoundNothing { get; set; } = () => { };

    /// <summary>Runs at each frame from the server.</summary>
    public Action Received { get; set; } = () => { };

    public GdnException? Reason { get; private set; }

    public TimeSpan GoodbyePause => TimeSpan.Zero;

    public ValueTask<StreamSocketAddress> NextAddressAsync(CancellationToken cancellationToken) =>
        new(new ConsumerAddress(new TopicName("demo", "c8global._system", "c8globals.t"), "s"));

    public void Opened()
    {
    }

    public bool TryWrite(FrameWriter writer, out ReadOnlyMemory<byte> frame)
    {
        if (Waiting.TryDequeue(out var text))
        {
            frame = Encoding.UTF8.GetBytes(text);
            return true;
        }

        FoundNothing();
        frame = default;
        return false;
    }

    public ValueTask ReceiveAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        Received();
        return default;
    }

    public void Left(bool isAnswer)
    {
    }

    public void Lost()
    {
    }

    public bool Ask() => false;

    public void Ended(GdnException reason) => Reason = reason;
}
