using GdnStreams.Protocol;
using GdnStreams.Server.Store;
using static GdnStreams.Engine.Tests.EngineFixture;

namespace GdnStreams.Engine.Tests;

/// <summary>Many streams in one commit, each for itself.</summary>
public sealed class CreatingManyStreams
{
    [Fact]
    public async Task Tells_of_each_whether_it_was_created()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        var failures = await fixture.Engine.CreateStreamsAsync([Named(1), Topic, Named(2), Named(1)], CancellationToken.None);
        Assert.Equal([null, GdnErrorCode.StreamExists, null, GdnErrorCode.StreamExists], failures.Select(failure => failure?.Code));
        await fixture.Engine.PublishAsync(Named(2), Message("there"));
        Assert.Empty(await fixture.Engine.CreateStreamsAsync([], CancellationToken.None));
    }

    [Fact]
    public async Task Stops_at_the_limit_of_the_tenant_also_after_deletions_failures_and_a_restart()
    {
        await using var fixture = new EngineFixture(new EngineOptions { MaxStreams = 3 });
        GdnErrorCode? full = GdnErrorCode.LimitExceeded;
        Assert.Equal([null, null, null, full, full, GdnErrorCode.StreamExists], await CreateAsync(0, 1, 2, 3, 4, 0));
        await fixture.Engine.DeleteStreamAsync(Named(1), force: false, CancellationToken.None);
        Assert.Equal([GdnErrorCode.StreamExists, null, full], await CreateAsync(0, 3, 4));
        await fixture.RestartAsync();
        Assert.Equal([full], await CreateAsync(5));
        await fixture.Engine.DeleteStreamAsync(Named(3), force: false, CancellationToken.None);
        Assert.Equal([null, full], await CreateAsync(5, 6));

        async Task<IEnumerable<GdnErrorCode?>> CreateAsync(params int[] numbers) =>
            (await fixture.Engine.CreateStreamsAsync([.. numbers.Select(Named)], CancellationToken.None)).Select(failure => failure?.Code);
    }

    [Fact]
    public async Task A_look_that_ended_just_before_does_not_hide_one()
    {
        await using var fixture = new EngineFixture();
        for (var i = 0; i < 200; i++)
        {
            var looking = Enumerable.Range(0, 4).Select(_ => Task.Run(() => fixture.Engine.StreamExistsAsync(Named(i)))).ToArray();
            await fixture.Engine.CreateStreamsAsync([Named(i), Topic with { Topic = $"c8globals.y{i}" }], CancellationToken.None);
            Assert.True(await fixture.Engine.StreamExistsAsync(Named(i)));
            await Task.WhenAll(looking);
        }
    }

    [Fact]
    public async Task Two_at_once_create_each_name_once_and_no_id_is_given_twice()
    {
        await using var store = SqliteStore.Open(null);
        var ids = new List<long>();
        for (var round = 0; round < 20; round++)
        {
            TopicName[] topics = [.. Enumerable.Range(0, 100).Select(i => Named((round * 100) + i))];
            var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => store.Messages.CreateStreamsAsync(topics, int.MaxValue, CancellationToken.None))));
            Assert.All(Enumerable.Range(0, 100), i => Assert.Single(both, failures => failures[i] is null));
            foreach (var topic in topics)
            {
                var record = (await store.Messages.FindStreamAsync(topic, CancellationToken.None))!;
                ids.Add(record.Id);
                if (record.Id % 3 == 0)
                {
                    await store.Messages.DeleteStreamAsync(new StreamEnd(record.Id, 0), CancellationToken.None);
                }
            }
        }

        Assert.Equal(ids.Order(), ids);
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public async Task A_commit_that_fails_creates_none_and_counts_none()
    {
        var directory = Directory.CreateTempSubdirectory("gdn-many-").FullName;
        await using (var store = SqliteStore.Open(directory))
        {
            await store.Messages.CreateStreamAsync(Named(0), 10, CancellationToken.None);

            // One of them cannot be written.
            await store.Writer.RunAsync(
                writer => writer.Command("CREATE TRIGGER refuse BEFORE INSERT ON streams WHEN new.topic = 'c8globals.x3' BEGIN SELECT raise(ABORT, 'on purpose'); END").ExecuteNonQuery(), CancellationToken.None);
            await Assert.ThrowsAsync<GdnException>(() => store.Messages.CreateStreamsAsync([Named(1), Named(2), Named(3), Named(4)], 10, CancellationToken.None));
            Assert.Equal([Named(0)], await store.Messages.ListStreamsAsync(Topic.Tenant, Topic.Namespace, CancellationToken.None));
            Assert.All(await store.Messages.CreateStreamsAsync([Named(1), Named(2)], 3, CancellationToken.None), Assert.Null);
            Assert.Equal(GdnErrorCode.LimitExceeded, (await store.Messages.CreateStreamsAsync([Named(4)], 3, CancellationToken.None))[0]?.Code);
        }

        Directory.Delete(directory, recursive: true);
    }

    private static TopicName Named(int number) => Topic with { Topic = $"c8globals.x{number}" };
}
