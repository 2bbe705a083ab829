using GdnStreams.Client;
using GdnStreams.Conformance.Administration;
using GdnStreams.Protocol;

namespace GdnStreams.Conformance.ClientLibrary;

/// <summary>Where a reader of the client library starts, on both servers.</summary>
public sealed class Readers(Servers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory, OnBoth]
    public async Task From_the_earliest_read_everything(string on) =>
        Assert.Equal("1", await FirstAsync(on, (_, _) => new ReaderOptions { StartMessageId = MessageId.Earliest }));

    [Theory, OnBoth]
    public async Task From_a_message_read_what_comes_after_it(string on) =>
        Assert.Equal("2", await FirstAsync(on, (ids, _) => new ReaderOptions { StartMessageId = ids[0] }));

    [Theory, OnBoth]
    public async Task From_a_message_with_room_for_one_read_what_comes_after_it(string on) =>
        Assert.Equal("2", await FirstAsync(on, (ids, _) => new ReaderOptions { StartMessageId = ids[0], ReceiverQueueSize = 1 }));

    [Theory, OnBoth]
    public async Task From_a_time_read_what_was_published_then_or_later(string on) =>
        Assert.Equal("2", await FirstAsync(on, (_, times) => new ReaderOptions { StartTime = times[1] }));

    [Theory, OnBoth]
    public async Task From_a_time_before_all_read_everything(string on) =>
        Assert.Equal("1", await FirstAsync(on, (_, times) => new ReaderOptions { StartTime = times[0].AddHours(-1) }));

    [Theory, OnBoth]
    public async Task From_the_latest_miss_nothing_that_is_published_once_they_are_open(string on) =>
        Assert.Equal("4", await FirstAsync(on, (_, _) => new ReaderOptions()));

    [Theory, OnBoth]
    public async Task From_a_time_to_come_read_what_is_published_then(string on) =>
        Assert.Equal("4", await FirstAsync(on, (_, times) => new ReaderOptions { StartTime = times[2].AddMilliseconds(1) }));

    [Theory, OnBoth]
    public async Task Of_a_stream_that_does_not_exist_yet_read_its_first_message(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = Sessions.NewName();
        await using var reader = await session.CreateReaderAsync(stream);
        await session.PublishAsync(stream, "first");
        Assert.Equal("first", (await reader.ReceiveAsync().AsTask().WaitAsync(Patience)).Text);
    }

    [Theory, OnBoth]
    public async Task Tell_the_end_of_a_terminated_stream(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await session.PublishAsync(stream, "only");
        await using var reader = await session.CreateReaderAsync(stream, new ReaderOptions { StartMessageId = MessageId.Earliest });
        await reader.ReceiveAsync().AsTask().WaitAsync(Patience);
        await session.Streams.TerminateAsync(stream);
        await Sessions.UntilAsync(() => reader.IsEndOfTopicAsync());
    }

    /// <summary>Publishes 1, 2 and 3, opens the reader, publishes 4, and tells what the reader receives first.</summary>
    private async Task<string> FirstAsync(string on, Func<IReadOnlyList<MessageId>, IReadOnlyList<DateTimeOffset>, ReaderOptions> options)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        var ids = new List<MessageId>();
        var times = new List<DateTimeOffset>();
        await using (var all = await session.CreateReaderAsync(stream))
        {
            foreach (var text in new[] { "1", "2", "3" })
            {
                // The clock of both servers counts milliseconds: no two of these in the same one.
                using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
                await timer.WaitForNextTickAsync();
                ids.AddRange(await session.PublishAsync(stream, text));
                times.Add((await all.ReceiveAsync().AsTask().WaitAsync(Patience)).PublishTime);
            }
        }

        await using var reader = await session.CreateReaderAsync(stream, options(ids, times));
        await session.PublishAsync(stream, "4");
        return (await reader.ReceiveAsync().AsTask().WaitAsync(Patience)).Text;
    }
}
