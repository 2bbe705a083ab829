namespace GdnStreams.Server.Tests;

/// <summary>A connection on which nothing arrives until it is told, then one small frame, and the end.</summary>
internal sealed class Silence() : MemoryStream([0x81, 0x81, 0, 0, 0, 0, (byte)'a'], writable: false)
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many reads were begun.</summary>
    public int Reads { get; private set; }

    public void Arrive() => _arrived.SetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Reads++;
        await _arrived.Task.WaitAsync(cancellationToken);
        return Read(buffer.Span);
    }
}
