using System.Text;
using GdnStreams.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace GdnStreams.Client.Tests;

public sealed class SendQueueTests
{
    private static readonly TopicName Topic = new("demo", "c8global._system", "c8globals.t");

    [Fact]
    public async Task Acknowledgements_out_of_order_reach_their_own_messages()
    {
        using var queue = await WithWrittenAsync(3);
        await queue.ReceiveAsync("""{"result":"ok","messageId":"CAMQAjAA","context":"2"}"""u8.ToArray(), default);
        Assert.True(queue.TryTakeResult(out var result));
        Assert.Equal(2, result.State);
        Assert.Null(result.Error);
        Assert.False(queue.TryTakeResult(out _));
    }

    [Fact]
    public async Task An_answer_without_context_is_for_the_oldest_message()
    {
        using var queue = await WithWrittenAsync(2);
        await queue.ReceiveAsync("""{"result":"send-error:3","errorMsg":"no"}"""u8.ToArray(), default);
        Assert.True(queue.TryTakeResult(out var result));
        Assert.Equal(1, result.State);
        Assert.Equal(GdnErrorCode.BadRequest, result.Error!.Code);
    }

    [Fact]
    public async Task A_reconnect_writes_unanswered_messages_again_in_order_with_their_numbers()
    {
        using var queue = await WithWrittenAsync(3);
        await queue.ReceiveAsync("""{"result":"ok","messageId":"CAMQADAA","context":"1"}"""u8.ToArray(), default);
        var address = Assert.IsType<ProducerAddress>(await queue.NextAddressAsync(default));
        Assert.Equal(0, address.InitialSequenceId);
        Assert.Equal(queue.Name, address.ProducerName);
        queue.Opened();
        Assert.Equal(["2", "3"], Contexts(queue));
    }

    [Fact]
    public async Task A_message_larger_than_a_frame_is_refused_before_it_is_accepted_and_the_next_one_is_written()
    {
        using var queue = new SendQueue(Topic, new ProducerOptions { SendTimeout = TimeSpan.Zero }, TimeProvider.System);
        var error = await Assert.ThrowsAsync<GdnException>(() => queue.AddAsync(new OutgoingMessage { Payload = new byte[800_000] }, "big", null, default).AsTask());
        Assert.Equal(GdnErrorCode.MessageTooLarge, error.Code);
        await queue.AddAsync(OutgoingMessage.FromText("small"), "small", null, default);
        Assert.Equal(["1"], Contexts(queue));
        Assert.False(queue.TryTakeResult(out _));
    }

    [Fact]
    public async Task A_reconnect_frees_the_places_of_messages_whose_time_ran_out()
    {
        var time = new FakeTimeProvider();
        using var queue = new SendQueue(Topic, new ProducerOptions { MaxPendingMessages = 1, SendTimeout = TimeSpan.FromSeconds(1) }, time);
        await queue.AddAsync(OutgoingMessage.FromText("a"), 1, null, default);
        Assert.Equal(["1"], Contexts(queue));
        await queue.NextAddressAsync(default);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(queue.TryTakeResult(out var late) && late.Error!.Code == GdnErrorCode.Timeout);
        var next = queue.AddAsync(OutgoingMessage.FromText("b"), 2, null, default).AsTask();
        var flush = queue.FlushAsync(default);
        await queue.NextAddressAsync(default);
        await next.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["2"], Contexts(queue));
        await queue.ReceiveAsync("""{"result":"ok","messageId":"CAMQADAA","context":"2"}"""u8.ToArray(), default);
        await flush.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task The_window_lets_the_next_message_in_when_one_is_answered()
    {
        using var queue = new SendQueue(Topic, new ProducerOptions { MaxPendingMessages = 1, SendTimeout = TimeSpan.Zero }, TimeProvider.System);
        await queue.AddAsync(OutgoingMessage.FromText("a"), 1, null, default);
        var second = queue.AddAsync(OutgoingMessage.FromText("b"), 2, null, default).AsTask();
        Assert.False(second.IsCompleted);
        Assert.Equal(["1"], Contexts(queue));
        await queue.ReceiveAsync("""{"result":"ok","messageId":"CAMQADAA","context":"1"}"""u8.ToArray(), default);
        await second.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task An_end_fails_every_message_and_ends_a_flush()
    {
        using var queue = await WithWrittenAsync(2);
        var flush = queue.FlushAsync(default);
        queue.Ended(new GdnException(GdnErrorCode.ConnectionLost, "gone"));
        await flush.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(queue.TryTakeResult(out var first) && first.Error!.Code == GdnErrorCode.ConnectionLost);
        Assert.True(queue.TryTakeResult(out _));
        await Assert.ThrowsAsync<GdnException>(() => queue.AddAsync(OutgoingMessage.FromText("late"), null, null, default).AsTask());
    }

    [Fact]
    public async Task Behind_a_failure_nothing_is_sent_again_where_that_is_wanted()
    {
        using var queue = await WithWrittenAsync(3, stopOnFailure: true);
        await queue.ReceiveAsync("""{"result":"ok","messageId":"CAMQADAA","context":"1"}"""u8.ToArray(), default);
        await queue.ReceiveAsync("""{"result":"send-error:1","errorMsg":"no","context":"2"}"""u8.ToArray(), default);
        Assert.True(queue.TryTakeResult(out var first) && first.Error is null);
        Assert.True(queue.TryTakeResult(out var second) && second.Error is not null);
        Assert.True(queue.TryTakeResult(out var third) && third.Error!.Code == second.Error.Code);
        await queue.NextAddressAsync(default);
        queue.Opened();
        Assert.Empty(Contexts(queue));
        await Assert.ThrowsAsync<GdnException>(() => queue.AddAsync(OutgoingMessage.FromText("m4"), 4, null, default).AsTask());
    }

    [Fact]
    public async Task Behind_a_late_message_nothing_is_sent_where_that_is_wanted()
    {
        var time = new FakeTimeProvider();
        using var queue = new SendQueue(Topic, new ProducerOptions { SendTimeout = TimeSpan.FromSeconds(4), StopOnFailure = true }, time);
        await queue.AddAsync(OutgoingMessage.FromText("a"), 1, null, default);
        time.Advance(TimeSpan.FromSeconds(3));
        await queue.AddAsync(OutgoingMessage.FromText("b"), 2, null, default);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(queue.TryTakeResult(out var first) && first.Error!.Code == GdnErrorCode.Timeout);
        Assert.True(queue.TryTakeResult(out var second) && second.Error!.Code == GdnErrorCode.Timeout);
        await queue.NextAddressAsync(default);
        queue.Opened();
        Assert.Empty(Contexts(queue));
    }

    private static async Task<SendQueue> WithWrittenAsync(int count, bool stopOnFailure = false)
    {
        var queue = new SendQueue(Topic, new ProducerOptions { SendTimeout = TimeSpan.Zero, StopOnFailure = stopOnFailure }, TimeProvider.System);
        for (var i = 1; i <= count; i++)
        {
            await queue.AddAsync(OutgoingMessage.FromText("m" + i), i, null, default);
        }

        Assert.Equal(count, Contexts(queue).Count);
        return queue;
    }

    private static List<string?> Contexts(SendQueue queue)
    {
        using var writer = new FrameWriter();
        var contexts = new List<string?>();
        while (queue.TryWrite(writer, out var frame))
        {
            Assert.True(Frames.TryReadProducerMessage(frame.Span, out var message, out _), Encoding.UTF8.GetString(frame.Span));
            contexts.Add(message.Context);
        }

        return contexts;
    }
}
