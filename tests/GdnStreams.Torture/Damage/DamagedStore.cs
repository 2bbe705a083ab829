using System.Net.WebSockets;
using System.Text.Json.Nodes;
using GdnStreams.Torture.Histories;
using GdnStreams.Torture.Killing;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture.Damage;

/// <summary>What <c>gdn-server check</c> and a server make of a damaged store.</summary>
internal sealed class DamagedStore
{
    /// <summary>In the log of a server whose store lacks what was acknowledged.</summary>
    public const string ToldOfLoss = "older than what this server acknowledged";

    private readonly List<string> _problems = [];
    private IReadOnlyList<MessageName> _read = [];

    /// <summary>Whether the check, the start, the log or an answer says that something is wrong.</summary>
    public bool IsTold { get; private set; }

    /// <summary>Whether a server starts on it.</summary>
    public bool IsServed { get; private set; }

    /// <summary>Whether all messages are there.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>What must not be.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <param name="directory">The data directory.</param>
    /// <param name="messages">How many the stream holds that was not damaged.</param>
    public static async Task<DamagedStore> TryAsync(string directory, int messages)
    {
        var store = new DamagedStore();
        await store.CheckAsync(directory);
        await store.ServeAsync(directory);
        store.IsWhole = store._read.SequenceEqual(Enumerable.Range(0, messages).Select(i => new MessageName("p", i)));
        if (!store.IsTold && !store.IsWhole)
        {
            store._problems.Add($"silently gone or changed: there are {string.Join(' ', store._read.Select(message => message.ToString()[..Math.Min(200, message.ToString().Length)]))}");
        }

        return store;
    }

    private async Task CheckAsync(string directory)
    {
        var (code, text) = await StoreCommand.RunAsync("check", "--data", directory);
        IsTold |= code != 0;
        Require(code is 0 or 1 && !text.Contains("nhandled", StringComparison.Ordinal), $"check: exit code {code}: {text}");
    }

    /// <summary>Whoever starts a server on it has to get an answer to everything, be it a failure.</summary>
    private async Task ServeAsync(string directory)
    {
        try
        {
            await using var server = await ServerUnderTest.StartAsync(["--data", directory]);
            IsServed = true;
            try
            {
                await UseAsync(server);
            }
            catch (Exception e) when (Failures.AreExpected(e) || e is TimeoutException)
            {
                IsTold |= e is not TimeoutException; // It says that it cannot.
                Require(e is not TimeoutException, $"hangs: {e.Message}");
            }

            Require(!server.HasEnded, $"the server is gone: {string.Join(' ', server.Log.TakeLast(3))}");
            await server.StopAsync();
            Require(!server.Log.Any(line => line.Contains("nhandled", StringComparison.Ordinal)), $"unhandled: {string.Join(' ', server.Log.TakeLast(3))}");
            IsTold |= server.Accidents.Any() || server.Log.Any(line => line.Contains(ToldOfLoss, StringComparison.Ordinal));
        }
        catch (InvalidOperationException refusal)
        {
            IsTold = true;
            Require(!refusal.Message.Contains("nhandled", StringComparison.Ordinal) && !refusal.Message.Contains("   at ", StringComparison.Ordinal), $"refused without a clear reason: {refusal.Message}");
        }
    }

    /// <summary>Reads all messages by their subscription, and publishes one.</summary>
    private async Task UseAsync(ServerUnderTest server)
    {
        using var calls = new StreamCalls(server.Url);
        using var producer = await StreamSocket.OpenAsync(server.Url, "producer", StoreFiles.Stream);
        await producer.SendAsync(Frames.Publish(new MessageName("last", 0), 0));
        var answer = await producer.NextAsync().AsTask().WaitAsync(ServerUnderTest.Patience);
        if ((string?)answer?["result"] != "ok")
        {
            IsTold = true;
            return;
        }

        using var reader = await StreamSocket.OpenAsync(server.Url, "reader", $"{StoreFiles.Stream}?messageId=earliest");
        using var consumer = await StreamSocket.OpenAsync(server.Url, "consumer", $"{StoreFiles.Stream}/s?subscriptionInitialPosition=Earliest");
        var (read, taken) = (await ReadAsync(reader), await ReadAsync(consumer));
        _read = read.SequenceEqual(taken) ? read : [.. read, new MessageName("taken", 0), .. taken];
    }

    /// <summary>All messages before the one that was published just now.</summary>
    private static async Task<IReadOnlyList<MessageName>> ReadAsync(StreamSocket socket)
    {
        var read = new List<MessageName>();
        while (true)
        {
            JsonNode frame;
            try
            {
                frame = await socket.NextAsync().AsTask().WaitAsync(ServerUnderTest.Patience) ?? throw new WebSocketException("The server closed.");
            }
            catch (TimeoutException e)
            {
                throw new TimeoutException($"{read.Count} messages came, and then no more", e);
            }

            var message = Frames.Read(frame);
            if (message.Producer == "last")
            {
                return read;
            }

            read.Add(message);
            await socket.SendAsync(Frames.Acknowledge(Frames.Id(frame)));
        }
    }

    private void Require(bool isGood, string problem)
    {
        if (!isGood)
        {
            _problems.Add(problem);
        }
    }
}
