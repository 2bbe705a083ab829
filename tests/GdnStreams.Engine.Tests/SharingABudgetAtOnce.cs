namespace GdnStreams.Engine.Tests;

/// <summary>Nothing is counted twice or not at all, and nobody waits for memory that was given back, whatever happens at once.</summary>
public sealed class SharingABudgetAtOnce
{
    private const int Most = 1_000;
    private const int Rounds = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Nobody gives anything afterwards: who is not told then waits for ever.</summary>
    [Fact]
    public async Task Who_begins_to_wait_while_the_last_bytes_are_given_back_is_told()
    {
        var budget = new MemoryBudget(Most);
        for (var round = 0; round < Rounds; round++)
        {
            budget.Take(Most);
            var giving = Task.Run(() =>
            {
                Thread.SpinWait(round % 64);
                budget.Give(Most);
            });
            var taking = round % 3 == 0 ? Task.CompletedTask : Task.Run(() => TakeAndGiveAsync(budget));
            var consuming = round % 3 == 1 ? Task.CompletedTask : Task.Run(() => RoomAsync(budget));
            await Task.WhenAll(giving, taking, consuming);
        }

        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task All_that_is_taken_is_within_the_limit_and_comes_back()
    {
        var budget = new MemoryBudget(Most);
        var (beyond, mostBeyond) = (0L, 0L);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(async () =>
        {
            var draw = new Random(number);
            for (var i = 0; i < 2_000; i++)
            {
                var bytes = draw.Next(1, Most);
                if (number % 2 == 0)
                {
                    await TakeAsync(budget, bytes);
                }
                else
                {
                    // A consumer takes what it has read even where that is beyond the limit.
                    await RoomAsync(budget);
                    Raise(ref mostBeyond, Interlocked.Add(ref beyond, bytes));
                    budget.Take(bytes);
                }

                if (draw.Next(3) == 0)
                {
                    await Task.Yield();
                }

                budget.Give(bytes);
                Interlocked.Add(ref beyond, number % 2 == 0 ? 0 : -bytes);
            }
        })));
        Assert.Equal(0, budget.Used);
        Assert.InRange(budget.Peak, Most / 2, Most + mostBeyond);
        Assert.True(budget.HasRoom(() => { }));
    }

    private static async Task TakeAndGiveAsync(MemoryBudget budget)
    {
        await TakeAsync(budget, Most);
        budget.Give(Most);
    }

    private static async Task TakeAsync(MemoryBudget budget, long bytes) => Assert.True(await budget.TryTakeAsync(bytes, Patience, default), "There was no room.");

    /// <summary>Waits, as a consumer does, until there is room.</summary>
    private static async Task RoomAsync(MemoryBudget budget)
    {
        while (true)
        {
            var rung = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (budget.HasRoom(() => rung.TrySetResult()))
            {
                return;
            }

            await rung.Task.WaitAsync(Patience);
        }
    }

    private static void Raise(ref long most, long value)
    {
        for (var before = Interlocked.Read(ref most); before < value; before = Interlocked.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, before);
        }
    }
}
