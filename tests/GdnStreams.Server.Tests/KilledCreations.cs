using System.Collections.Concurrent;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Tests;

/// <summary><c>kill -9</c> while many streams are created by common requests.</summary>
public sealed class KilledCreations : IDisposable
{
    private const int Size = 100;
    private const int Rounds = 4;
    private readonly string _directory = Directory.CreateTempSubdirectory("gdn-server-").FullName;

    /// <summary>Those whose streams were answered to be there.</summary>
    private readonly ConcurrentDictionary<string, bool> _requests = new();

    private readonly HashSet<long> _ids = [];

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Are_there_whole_or_not_at_all_and_no_id_is_given_twice()
    {
        for (var round = 0; round < Rounds; round++)
        {
            await using var server = await ServerProcess.StartAsync("serve", "--dev", "--data", _directory, "--max-streams", "1000000");
            await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = server.Url, Credential = GdnCredential.Password("root@demo.local", "demo") });
            await CheckAsync(session, round);
            var killing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var creating = Enumerable.Range(0, 3).Select(worker => Task.Run(() => CreateAsync(session, $"r{round}w{worker}", killing))).ToArray();
            await Task.WhenAny(killing.Task, Task.WhenAll(creating));
            await server.KillAsync();
            await Task.WhenAll(creating);
        }
    }

    /// <summary>Creates until the server is gone, and asks for the kill after some.</summary>
    private async Task CreateAsync(GdnSession session, string prefix, TaskCompletionSource killing)
    {
        for (var i = 0;; i++)
        {
            var request = $"{prefix}n{i}x";
            _requests[request] = false;
            var created = await session.Streams.CreateManyAsync([.. Names(request)]);
            if (created.Any(creation => creation.Failure is not null))
            {
                Assert.All(created, creation => Assert.Equal(GdnErrorCode.ConnectionFailed, creation.Failure?.Code));
                return;
            }

            _requests[request] = true;
            if (i == 8)
            {
                killing.TrySetResult();
            }
        }
    }

    private async Task CheckAsync(GdnSession session, int round)
    {
        var there = (await session.Streams.ListAsync()).Select(stream => stream.Name.Name).ToLookup(name => name[..(name.IndexOf('x', StringComparison.Ordinal) + 1)]);
        foreach (var (request, isAnswered) in _requests)
        {
            var count = there[request].Count();
            Assert.True(count == Size || (count == 0 && !isAnswered), $"{count} streams of {request}, which was {(isAnswered ? "" : "not ")}answered.");
            if (count == 0)
            {
                _requests.TryRemove(request, out _);
            }
            else if (request.StartsWith($"r{round - 1}", StringComparison.Ordinal) && request.EndsWith("8x", StringComparison.Ordinal))
            {
                await TakeIdsAsync(session, request);
            }
        }
    }

    /// <summary>Of the first and the last; what is deleted then leaves its ids.</summary>
    private async Task TakeIdsAsync(GdnSession session, string request)
    {
        foreach (var name in Names(request).Where((_, i) => i is 0 or Size - 1))
        {
            Assert.True(MessagePosition.TryParse((await session.Streams.PublishAsync(name, new byte[1])).ToString(), out var position));
            Assert.True(_ids.Add(position.LedgerId), $"The stream {name} has the id of an earlier one.");
        }

        foreach (var name in Names(request))
        {
            await session.Streams.DeleteAsync(name);
        }

        _requests.TryRemove(request, out _);
    }

    private static IEnumerable<StreamName> Names(string request) => Enumerable.Range(0, Size).Select(i => StreamName.Create($"{request}{i}", StreamScope.Global));
}
