using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace GdnStreams.Server.Tests;

/// <summary>A connection on which text frames arrive (an empty one is a goodbye), and whose writes wait, and then fail in a way that nobody expects.</summary>
internal sealed class BrokenPeer(IEnumerable<string> frames) : MemoryStream([.. frames.SelectMany(Frame)], writable: false), IHttpUpgradeFeature
{
    private readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsUpgradableRequest => true;

    /// <summary>Completes when something is written to it.</summary>
    public Task IsAnswered => _answered.Task;

    public Task<Stream> UpgradeAsync() => Task.FromResult<Stream>(this);

    /// <summary>Completes when nothing was read for a time.</summary>
    public async Task IsNotReadFurtherAsync(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time);
        for (long before = -1; before != Position; await timer.WaitForNextTickAsync())
        {
            before = Position;
        }
    }

    public void Fail() => _failure.SetException(new InvalidOperationException("A bug."));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position == Length)
        {
            await _silent.Task.WaitAsync(cancellationToken); // It neither sends more nor goes away.
        }

        return Read(buffer.Span);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _answered.TrySetResult();
        await _failure.Task.WaitAsync(cancellationToken);
    }

    private static byte[] Frame(string text) => [(byte)(text.Length == 0 ? 0x88 : 0x81), (byte)(0x80 | text.Length), 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(text)];
}
