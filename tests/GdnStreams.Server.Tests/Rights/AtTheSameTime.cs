using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Store;

namespace GdnStreams.Server.Tests.Rights;

/// <summary>Several callers who change the same thing: nothing is lost, and a name is given once.</summary>
public sealed class AtTheSameTime(Cast cast) : IClassFixture<Cast>
{
    [Fact]
    public async Task A_user_and_a_key_of_a_name_are_made_once()
    {
        for (var round = 0; round < 5; round++)
        {
            var users = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => cast.Rest.CallAsync("POST /_api/user", $$"""{"email":"twin{{round}}@cast","passwd":"p"}""")));
            Assert.Equal([201, 409, 409, 409], users.Select(answer => answer.Status).Order());
            var keys = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => cast.Rest.CallAsync("POST /_api/key", $$"""{"keyid":"twin{{round}}"}""")));
            Assert.Equal([201, 409, 409, 409], keys.Select(answer => answer.Status).Order());
            var made = "apikey " + (string)keys.Single(answer => answer.Status == 201).Body!["key"]!;
            Assert.Equal(200, (await cast.Rest.CallAsync("GET /_api/user", authorization: made)).Status);
        }
    }

    [Fact]
    public async Task No_grant_and_no_free_data_is_lost()
    {
        var (user, _) = await cast.AddAsync("collector", null);
        foreach (var i in Enumerable.Range(0, 12))
        {
            await cast.Rest.CallAsync($"POST /_fabric/_system/_api/streams/granted{i}?global=true");
        }

        await Task.WhenAll(Enumerable.Range(0, 12).SelectMany(i => new Task[]
        {
            cast.Rest.CallAsync($"PUT /_api/user/{user}/database/_system/stream/c8globals.granted{i}", """{"grant":"ro"}"""),
            cast.Rest.CallAsync("PATCH /_fabric/_system/_api/database/metadata", $$"""{"metadata":{"m{{i}}":{{i}}} }"""),
        }));
        Assert.Equal(12, (await cast.Rest.CallAsync($"GET /_api/user/{user}/database/_system/stream")).Body!["result"]!.AsObject().Count);
        var metadata = (await cast.Rest.CallAsync("GET /_fabric/_system/_api/database/metadata")).Body!["result"]!["options"]!["metadata"]!.AsObject();
        Assert.Equal(12, metadata.Count(pair => pair.Key.StartsWith('m')));
    }

    [Fact]
    public async Task The_last_administrator_stays_whoever_removes_whom()
    {
        var users = cast.Rest.Server.Accounts.Users;
        string[] names = ["first", "second"];
        foreach (var name in names)
        {
            var added = await users.AddAsync(new SignIn.Account("duo", name, $"{name}@duo", "", "") { Administrator = name == "second" }, "p", CancellationToken.None);
            Assert.True(added.Administrator);
        }

        var removals = await Task.WhenAll(names.Select(async name =>
        {
            try
            {
                await users.RemoveAsync("duo", name, mayBeLast: false, CancellationToken.None);
                return true;
            }
            catch (GdnException e) when (e.Code == GdnErrorCode.Forbidden)
            {
                return false;
            }
        }));
        Assert.Equal([false, true], removals.Order());
        Assert.Single(await users.ListAsync("duo", CancellationToken.None));
    }

    [Fact]
    public async Task A_write_that_fails_changes_nothing_and_disturbs_nobody()
    {
        await using var store = SqliteStore.Open(null);
        IDocumentStore documents = store.Documents;
        var counting = Task.WhenAll(Enumerable.Range(0, 100).Select(i => documents.UpdateAsync(
            transaction =>
            {
                var count = int.Parse(transaction.Get("k", "count") ?? "0", System.Globalization.CultureInfo.InvariantCulture);
                transaction.Put("k", "count", $"{count + 1}");
                return i % 10 == 0 ? throw new InvalidOperationException("on purpose") : count;
            },
            CancellationToken.None)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => counting);
        Assert.Equal("90", await documents.GetDocumentAsync("k", "count", CancellationToken.None));
        await documents.PutDocumentAsync("k", "c.x", "1", CancellationToken.None);
        await documents.PutDocumentAsync("k", "c/x", "2", CancellationToken.None);
        Assert.Equal(["c.x"], (await documents.ListDocumentsAsync("k", "c.", CancellationToken.None)).Keys);
        Assert.Equal(3, (await documents.ListDocumentsAsync("k", CancellationToken.None)).Count);
    }
}
