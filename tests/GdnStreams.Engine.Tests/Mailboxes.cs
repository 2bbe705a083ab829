using GdnStreams.Protocol;
using static GdnStreams.Engine.Tests.EngineFixture;

namespace GdnStreams.Engine.Tests;

/// <summary>What a subscription's loop is told.</summary>
public sealed class Mailboxes
{
    [Fact]
    public void Wake_their_loop_once_and_give_it_everything_in_order()
    {
        var mailbox = new Mailbox();
        Assert.True(mailbox.IsAsleep);
        Assert.True(mailbox.Add(new Post(PostKind.Permit, Number: 0)));
        Assert.False(mailbox.Add(new Post(PostKind.Permit, Number: 1)));
        Assert.False(mailbox.AddAcknowledgements(null!, 7, [new MessagePosition(7, 2), new MessagePosition(8, 9), new MessagePosition(7, 3)]));
        Assert.False(mailbox.Ring());
        Assert.False(mailbox.IsAsleep);
        List<Post> posts = [];
        Assert.True(mailbox.TryTake(ref posts, maySleep: true));
        Assert.Equal([0, 1, 2, 3], posts.Select(post => post.Number));
        posts.Clear();
        Assert.False(mailbox.TryTake(ref posts, maySleep: true));
        Assert.True(mailbox.IsAsleep);
        Assert.True(mailbox.Ring());
        Assert.True(mailbox.TryTake(ref posts, maySleep: true));
        Assert.Empty(posts);
    }

    [Fact]
    public void Do_not_let_a_loop_sleep_that_has_something_to_do_of_itself()
    {
        var mailbox = new Mailbox();
        mailbox.Ring();
        List<Post> posts = [];
        Assert.True(mailbox.TryTake(ref posts, maySleep: false));
        Assert.True(mailbox.TryTake(ref posts, maySleep: false));
        Assert.False(mailbox.TryTake(ref posts, maySleep: true));
    }

    [Fact]
    public void Are_not_woken_by_acknowledgements_of_another_stream_only()
    {
        var mailbox = new Mailbox();
        Assert.False(mailbox.AddAcknowledgements(null!, 7, [new MessagePosition(8, 1)]));
        Assert.True(mailbox.IsAsleep);
    }

    [Fact]
    public async Task Make_those_wait_who_fill_them_faster_than_they_are_emptied()
    {
        var mailbox = new Mailbox();
        Assert.True(mailbox.WaitForRoomAsync().IsCompleted);
        for (var i = 0; i < 5_000; i++)
        {
            mailbox.Add(new Post(PostKind.Permit));
        }

        var waiting = mailbox.WaitForRoomAsync();
        Assert.False(waiting.IsCompleted);
        List<Post> posts = [];
        mailbox.TryTake(ref posts, maySleep: true);
        await waiting.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(5_000, posts.Count);
    }
    [Fact]
    public async Task Hold_up_no_delivery_however_much_is_said()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var asking = await fixture.SubscribeAsync(Shared() with { PullMode = true });
        await using var talking = await fixture.SubscribeAsync(Shared() with { PullMode = true });
        var last = new MessagePosition(0, 0);
        for (var i = 0; i < 200; i++)
        {
            last = await fixture.Engine.PublishAsync(Topic, Message($"{i}"));
        }

        using var stop = new CancellationTokenSource();
        var talk = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                talking.Acknowledge(last with { EntryId = 1_000_000 });
                await talking.WaitForRoomAsync();
            }
        });
        for (var i = 0; i < 200; i++)
        {
            asking.Permit(1);
            var delivery = await NextAsync(asking);
            Assert.Equal($"{i}", Text(delivery));
            asking.Acknowledge(delivery.Position);
        }

        await stop.CancelAsync();
        await talk;
    }
}
