using GdnStreams.Client;
using GdnStreams.Conformance.Administration;
using GdnStreams.Protocol;
using GdnStreams.Server;

namespace GdnStreams.Conformance;

/// <summary>What is taken back at one gateway closes what was opened with it at each, with 1008, though nobody reads the frames that go through.</summary>
public sealed class TakingBackRights(Servers servers) : IAsyncLifetime
{
    private StreamServer? _other;

    public async ValueTask InitializeAsync() => _other = await servers.StartGatewayAsync();

    public async ValueTask DisposeAsync()
    {
        if (_other is not null)
        {
            await _other.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("user")]
    [InlineData("key")]
    [InlineData("grant")]
    public async Task Closes_the_sockets_with_1008(string taken)
    {
        await using var session = await servers["gateway"].ConnectAsync();
        var stream = await session.NewStreamAsync();
        var (user, key) = await GuestAsync(session);
        var here = servers["gateway"] with { Authorization = "apikey " + key.Key };
        var there = here with { Base = new Uri(_other!.Url) };
        await Sessions.UntilAsync(async () => await there.StatusAsync("producer", stream.Topic, "") == 101);
        await using var others = await servers["gateway"].ProducerAsync(stream.Topic);
        Socket[] sockets =
        [
            await here.ProducerAsync(stream.Topic), await here.ConsumerAsync(stream.Topic, "here"), await here.ReaderAsync(stream.Topic, ""),
            await there.ProducerAsync(stream.Topic), await there.ConsumerAsync(stream.Topic, "there"),
        ];
        await sockets[0].PublishAsync("before");

        await (taken switch
        {
            "user" => session.Users.DeleteAsync(user),
            "key" => DeleteKeyAsync(key),
            _ => session.ApiKeys.Permissions.SetAsync(key.Id, "_system", stream, Permission.None),
        });
        foreach (var socket in sockets)
        {
            await using (socket)
            {
                Assert.Equal("closed 1008", await EndAsync(socket));
            }
        }

        await others.PublishAsync("still here");
        Assert.NotEqual(101, await here.StatusAsync("producer", stream.Topic, ""));
    }

    [Fact]
    public async Task Does_it_between_two_large_frames()
    {
        await using var session = await servers["gateway"].ConnectAsync();
        var stream = await session.NewStreamAsync();
        var (_, key) = await GuestAsync(session);
        await using var consumer = await (servers["gateway"] with { Authorization = "apikey " + key.Key }).ConsumerAsync(stream.Topic, "s", "receiverQueueSize=10");
        await using var producer = await session.CreateProducerAsync(stream, new ProducerOptions { MaxPendingMessages = 20 });
        using var done = new CancellationTokenSource();
        var publishing = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await producer.EnqueueAsync(new OutgoingMessage { Payload = new byte[300_000] });
            }
        });
        await consumer.TakeAsync();
        await session.ApiKeys.Permissions.SetAsync(key.Id, "_system", stream, Permission.None);
        string? last;
        while ((last = await consumer.NextAsync())[0] == '{')
        {
            try
            {
                await consumer.AcknowledgeAsync(System.Text.Json.Nodes.JsonNode.Parse(last)!);
            }
            catch (Exception e) when (e is System.Net.WebSockets.WebSocketException or IOException)
            {
                // What has come before the end is still to be read.
            }
        }

        await done.CancelAsync();
        await publishing;
        Assert.Equal("closed 1008", last);
    }

    [Fact]
    public async Task And_a_gateway_that_stops_says_goodbye()
    {
        await using var session = await servers["gateway"].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await using var socket = await (servers["gateway"] with { Base = new Uri(_other!.Url) }).ReaderAsync(stream.Topic, "");
        await _other.DisposeAsync();
        _other = null;
        Assert.Equal("closed 1001", await EndAsync(socket));
    }

    /// <summary>A user who is no administrator, with a key.</summary>
    private static async Task<(string User, ApiKeyCreated Key)> GuestAsync(GdnSession session)
    {
        var name = "g" + Guid.NewGuid().ToString("N")[..10];
        var user = await session.Users.CreateAsync(new NewUser { Email = $"{name}@demo.local", Password = name });
        await using var theirs = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = session.Url, Credential = GdnCredential.Password(user.Email, name) });
        return (user.Name, await theirs.ApiKeys.CreateAsync(name));
    }

    /// <summary>Deletes a key as its owner does, who has the name of the key for a password.</summary>
    private async Task DeleteKeyAsync(ApiKeyCreated key)
    {
        await using var theirs = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = servers["gateway"].Base, Credential = GdnCredential.Password($"{key.Id}@demo.local", key.Id) });
        await theirs.ApiKeys.DeleteAsync(key.Id);
    }

    /// <summary>How it ends, behind what was on its way.</summary>
    private static async Task<string> EndAsync(Socket socket)
    {
        string frame;
        do
        {
            frame = await socket.NextAsync();
        }
        while (frame[0] == '{');

        return frame;
    }
}
