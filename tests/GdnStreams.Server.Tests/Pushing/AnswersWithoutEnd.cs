namespace GdnStreams.Server.Tests.Pushing;

/// <summary>What a receiver's talking costs the whole process.</summary>
[Collection(nameof(Alone))]
public sealed class AnswersWithoutEnd
{
    [Fact]
    public async Task The_body_of_an_answer_is_not_waited_for_however_long_it_is()
    {
        await using var bench = await PushBench.WithPushAsync();
        bench.Receiver.AnswerAsync = async (context, _) =>
        {
            var part = new byte[64 * 1024];
            while (!bench.Receiver.Ending.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(part, context.RequestAborted);
            }
        };
        var before = GC.GetTotalAllocatedBytes();
        await bench.PublishAsync("1", "2", "3");
        foreach (var text in new[] { "1", "2", "3" })
        {
            Assert.Equal(text, (await bench.Receiver.NextAsync()).Text);
        }

        await bench.UntilAsync(push => (long)push["backlog"]! == 0);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 * 1024 * 1024);
    }
}
