using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;
using Microsoft.AspNetCore.Http;

namespace GdnStreams.Server.Tests.Pushing;

/// <summary>
/// A server that pushes is killed at random moments. Its receiver misses nothing, gets everything in order, and gets only that again which was under
/// way when the server was killed. <c>GDN_PUSH_KILLS</c> says how often; <c>GDN_PUSH_SEED</c> runs the same again.
/// </summary>
public sealed class KilledPushes : IDisposable
{
    private const int Batch = 60;
    private const int Poison = 25;
    private static readonly StreamName Graves = StreamName.Create("orders-hook-DLQ", StreamScope.Global);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gdn-killed-push");
    private readonly List<(int Number, string Id, string Connection)> _received = [];
    private readonly ConcurrentDictionary<int, bool> _stored = new();
    private ServerProcess? _server;
    private int _kills;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Nothing_is_lost_and_only_what_was_under_way_comes_again()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("GDN_PUSH_KILLS") ?? "3", CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("GDN_PUSH_SEED") ?? Environment.TickCount.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine($"GDN_PUSH_SEED={seed}");
        var random = new Random(seed);
        await using var receiver = await Receiver.StartAsync();
        try
        {
            while (_kills < kills)
            {
                await RunUntilKilledAsync(receiver, random, isFirst: _kills == 0);
            }

            receiver.AnswerAsync = (context, request) => AnswerAsync(context, request, _ => Task.CompletedTask);
            await StartAsync();
            await using var session = await ConnectAsync();
            await PushBench.UntilAsync(async () => (await session.Streams.GetStatsAsync(PushBench.Orders)).Subscriptions["hook"].Backlog == 0, () => $"seed {seed}, {_received.Count} received");
            Check(kills, seed);
            await CheckGravesAsync(session, kills, seed);
        }
        finally
        {
            await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private async Task RunUntilKilledAsync(Receiver receiver, Random random, bool isFirst)
    {
        var (killed, armed) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        var (left, isBeforeAnswer) = (random.Next(1, Batch), random.Next(2) == 0);
        receiver.AnswerAsync = (context, request) => AnswerAsync(context, request, async _ =>
        {
            // Until everything is stored, so that what has to arrive is known.
            await armed.Task;
            if (--left == 0)
            {
                var killing = KillAsync();
                if (isBeforeAnswer)
                {
                    await killing;
                }
            }
        });
        await StartAsync();
        await using (var session = await ConnectAsync())
        {
            if (isFirst)
            {
                await session.Streams.CreateAsync(PushBench.Orders);
                await session.Subscriptions.CreateAsync(PushBench.Orders, "hook");
                await MakePushAsync(receiver);
            }

            await using var producer = await session.CreateProducerAsync(PushBench.Orders);
            for (var i = 0; i < Batch; i++)
            {
                var number = _stored.Count;
                await producer.SendAsync(OutgoingMessage.FromText(number.ToString(CultureInfo.InvariantCulture)));
                _stored[number] = true;
            }

            armed.SetResult();
            await killed.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }

        async Task KillAsync()
        {
            await _server!.KillAsync();
            _kills++;
            killed.SetResult();
        }
    }

    private async Task AnswerAsync(HttpContext context, ReceivedPush request, Func<ReceivedPush, Task> beforeAsync)
    {
        var number = int.Parse(request.Text, CultureInfo.InvariantCulture);
        lock (_received)
        {
            _received.Add((number, request.Id, context.Connection.Id));
        }

        await beforeAsync(request);
        context.Response.StatusCode = number % Poison == 0 ? 422 : 200;
    }

    private void Check(int kills, int seed)
    {
        Assert.Equal(Enumerable.Range(0, _stored.Count), _received.Select(each => each.Number).Distinct().Order());
        Assert.Equal(_stored.Count, _received.Select(each => each.Id).Distinct().Count());
        Assert.InRange(_received.Count - _stored.Count, 0, kills);
        foreach (var (before, after) in _received.Zip(_received.Skip(1)))
        {
            var isNext = after.Number == before.Number + 1;
            var isAgain = after.Number == before.Number && after.Id == before.Id && after.Connection != before.Connection;
            Assert.True(isNext || isAgain, $"Seed {seed}: {after} came after {before}.");
        }
    }

    private async Task CheckGravesAsync(GdnSession session, int kills, int seed)
    {
        var graves = new List<int>();
        await using var reader = await session.CreateReaderAsync(Graves, new ReaderOptions { StartMessageId = MessageId.Earliest });
        var expected = _stored.Keys.Where(number => number % Poison == 0).Order().ToArray();
        while (graves.Distinct().Count() < expected.Length)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            graves.Add(int.Parse((await reader.ReceiveAsync(limit.Token)).Text, CultureInfo.InvariantCulture));
        }

        Assert.Equal(expected, graves.Distinct().Order());
        Assert.True(graves.Count - expected.Length <= kills, $"Seed {seed}: {string.Join(' ', graves)}");
    }

    private async Task StartAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        _server = await ServerProcess.StartAsync("serve", "--dev", "--data", _directory.FullName, "--push-network", "127.0.0.0/8");
    }

    private Task<GdnSession> ConnectAsync() => GdnSession.ConnectAsync(new GdnSessionOptions { Url = _server!.Url, Credential = GdnCredential.ApiKey(Development.ApiKey) });

    private async Task MakePushAsync(Receiver receiver)
    {
        using var http = new HttpClient { BaseAddress = _server!.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("apikey", Development.ApiKey);
        using var body = new StringContent($$"""{"url":"{{receiver.Url}}","maxAttempts":1}""", Encoding.UTF8);
        using var answer = await http.PostAsync(new Uri(PushBench.One, UriKind.Relative), body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
