using GdnStreams.Server.Operations;

namespace GdnStreams.Server.Tests;

/// <summary>However often strangers ask whether the server is ready, what is behind it is asked once a second.</summary>
public sealed class CheckingOnce
{
    [Fact]
    public async Task Many_who_ask_at_once_share_one_answer()
    {
        var asked = 0;
        var answer = new TaskCompletionSource();
        var check = new RecentCheck(
            () =>
            {
                asked++;
                return answer.Task;
            },
            TimeProvider.System);
        var all = Enumerable.Range(0, 100).Select(_ => check.AskAsync(CancellationToken.None)).ToArray();
        answer.SetResult();
        await Task.WhenAll(all);
        Assert.Equal(1, asked);
    }
}
