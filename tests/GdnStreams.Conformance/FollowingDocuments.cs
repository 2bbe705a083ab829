using System.Diagnostics;
using System.Text;
using GdnStreams.Client;
using GdnStreams.Conformance.Administration;
using GdnStreams.Protocol;
using GdnStreams.Server.Backends.Pulsar;

namespace GdnStreams.Conformance;

/// <summary>Users and keys in a topic of a real Pulsar, whatever else is written there and however it answers.</summary>
public sealed class FollowingDocuments(Servers servers)
{
    private readonly string _fabric = "d" + Guid.NewGuid().ToString("N")[..10];
    private readonly RecordedLog _log = new();

    [Fact]
    public async Task An_entry_that_nobody_can_read_is_told_and_counts_nowhere()
    {
        string[] unreadable = ["{", "null", "[]", """{"Id":"x","After":0}""", """{"Id":"x","After":0,"Changes":[null]}""", """{"Id":"x","After":0,"Changes":[{"Key":"k","Json":"1"}]}"""];
        await using var before = await OpenAsync();
        await before.PutDocumentAsync("k", "one", "1", CancellationToken.None);
        await WriteAsync(unreadable);
        await before.PutDocumentAsync("k", "two", "2", CancellationToken.None);
        await using var after = await OpenAsync();
        foreach (var documents in new[] { before, after })
        {
            Assert.Equal(["one", "two"], (await documents.ListDocumentsAsync("k", CancellationToken.None)).Keys);
            documents.Check();
        }

        Assert.Equal(2 * unreadable.Length, _log.Lines.Count(line => line.Contains("cannot be read, and counts nowhere", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_entry_of_a_newer_gateway_ends_what_this_one_knows()
    {
        await using var documents = await OpenAsync();
        await WriteAsync("""{"Format":2,"Changed":{"k":{"one":1}}}""");
        await Sessions.UntilAsync(async () => await CodeAsync(() => documents.GetDocumentAsync("k", "one", CancellationToken.None)) == GdnErrorCode.Unavailable);
        await Sessions.FailsAsync(GdnErrorCode.Unavailable, () => documents.PutDocumentAsync("k", "one", "1", CancellationToken.None));
        Assert.Contains("newer gateway", (await Assert.ThrowsAsync<GdnException>(OpenAsync)).Message, StringComparison.Ordinal);
        Assert.Contains(_log.Lines, line => line.Contains("Update this one", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("404 Not Found")]
    [InlineData("403 Forbidden")]
    [InlineData("")]
    public async Task A_gateway_that_cannot_follow_refuses_and_goes_on_behind_what_it_has(string answer)
    {
        await using var proxy = new OddProxy(servers["pulsar"].Base);
        await using var here = await OpenAsync();
        await using var there = await OpenAsync(proxy.Url);
        await here.PutDocumentAsync("k", "one", "1", CancellationToken.None);
        await Sessions.UntilAsync(async () => await there.GetDocumentAsync("k", "one", CancellationToken.None) == "1");
        await proxy.BreakAsync(answer);
        await here.DeleteDocumentAsync("k", "one", CancellationToken.None);
        await Sessions.UntilAsync(async () => await CodeAsync(() => there.GetDocumentAsync("k", "one", CancellationToken.None)) == GdnErrorCode.Unavailable);
        await proxy.MendAsync();
        await Sessions.UntilAsync(async () => await CodeAsync(() => there.GetDocumentAsync("k", "one", CancellationToken.None)) is null);
        await Sessions.UntilAsync(async () => await there.GetDocumentAsync("k", "one", CancellationToken.None) is null);
        await there.PutDocumentAsync("k", "two", "2", CancellationToken.None);
        await Sessions.UntilAsync(async () => await here.GetDocumentAsync("k", "two", CancellationToken.None) == "2");
        there.Check();
        Assert.Contains(_log.Lines, line => line.Contains("does not work", StringComparison.Ordinal));
        Assert.Contains(_log.Lines, line => line.Contains("works again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_start_waits_for_as_long_as_entries_arrive()
    {
        const int Entries = 400;
        const int Letters = 2000;
        await using (await OpenAsync())
        {
            await WriteAsync([.. Enumerable.Range(0, Entries).Select(i => $$"""{"Id":"e{{i}}","After":-1,"Changes":[{"Kind":"k","Key":"one","Json":"{{new string('x', Letters)}}"}]}""")]);
        }

        // They take 16 seconds, and a start gives up after five in which nothing comes.
        await using var proxy = new OddProxy(servers["pulsar"].Base) { BytesOfSecond = Entries * Letters / 16 };
        var clock = Stopwatch.StartNew();
        await using var documents = await OpenAsync(proxy.Url, new HastyTime(6));
        Assert.True(clock.Elapsed > TimeSpan.FromSeconds(8), $"It took no more than {clock.Elapsed}: nothing was proven.");
        Assert.Empty(await documents.ListDocumentsAsync("k", CancellationToken.None)); // None of them counts.
    }

    private static async Task<GdnErrorCode?> CodeAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (GdnException e)
        {
            return e.Code;
        }
    }

    private Task<SharedDocuments> OpenAsync() => OpenAsync(servers["pulsar"].Base);

    private async Task<SharedDocuments> OpenAsync(Uri url, TimeProvider? time = null)
    {
        var options = new GdnSessionOptions { Url = url, Dialect = GdnDialect.Pulsar, Fabric = _fabric };
        return await SharedDocuments.OpenAsync(await GdnSession.ConnectAsync(SharedDocuments.Connecting(options)), _log, time ?? TimeProvider.System, CancellationToken.None);
    }

    /// <summary>Writes into the topic as nobody should.</summary>
    private async Task WriteAsync(params string[] entries)
    {
        await using var session = await servers["pulsar"].ConnectAsync(_fabric);
        await using var producer = await session.CreateProducerAsync(StreamName.Create("documents", StreamScope.Local));
        foreach (var entry in entries)
        {
            await producer.SendAsync(new OutgoingMessage { Payload = Encoding.UTF8.GetBytes(entry) });
        }
    }
}
