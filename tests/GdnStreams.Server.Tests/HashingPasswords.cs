using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;
using GdnStreams.Server.Store;

namespace GdnStreams.Server.Tests;

/// <summary>A password costs a guesser what it should by today, and who publishes little.</summary>
public sealed class HashingPasswords
{
    [Fact]
    public async Task At_the_cost_that_OWASP_asks_for()
    {
        await using var store = SqliteStore.Open(null);
        var account = await new Users(store.Documents).AddAsync(new Account("demo", "ada", "ada@x", "", ""), "secret", CancellationToken.None);
        Assert.InRange(account.Rounds!.Value, 600_000, int.MaxValue);
        Assert.Equal(Convert.FromBase64String(account.Hash), Rfc2898DeriveBytes.Pbkdf2("secret", Convert.FromBase64String(account.Salt), account.Rounds.Value, HashAlgorithmName.SHA256, 32));
    }

    [Fact]
    public async Task Again_at_that_cost_when_a_user_of_an_earlier_version_signs_in()
    {
        await using var store = SqliteStore.Open(null);
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = Rfc2898DeriveBytes.Pbkdf2("secret", salt, 100_000, HashAlgorithmName.SHA256, 32);
        var users = new Users(store.Documents);
        await users.AddAsync(new Account("demo", "ada", "ada@x", "", ""), "other", CancellationToken.None);
        await users.ChangeAsync("demo", "ada", account => account with { Salt = Convert.ToBase64String(salt), Hash = Convert.ToBase64String(hash), Rounds = null, Stamp = "stamp" }, CancellationToken.None);

        // As an earlier version has written it.
        var json = JsonNode.Parse((await store.Documents.GetDocumentAsync(Users.Kind, "ada@x", CancellationToken.None))!)!.AsObject();
        json.Remove("Rounds");
        await store.Documents.PutDocumentAsync(Users.Kind, "ada@x", json.ToJsonString(), CancellationToken.None);

        await Assert.ThrowsAsync<GdnException>(() => users.CheckAsync(new SignInRequest { Email = "ada@x", Password = "wrong" }, CancellationToken.None));
        Assert.Null((await users.GetAsync("demo", "ada", CancellationToken.None)).Rounds);
        await users.CheckAsync(new SignInRequest { Email = "ada@x", Password = "secret" }, CancellationToken.None);
        var renewed = await users.GetAsync("demo", "ada", CancellationToken.None);
        Assert.Equal((Users.Rounds, "stamp"), (renewed.Rounds, renewed.Stamp)); // Tokens stay valid.
        Assert.NotEqual(Convert.ToBase64String(hash), renewed.Hash);
        await users.CheckAsync(new SignInRequest { Email = "ada@x", Password = "secret" }, CancellationToken.None);
        await Assert.ThrowsAsync<GdnException>(() => users.CheckAsync(new SignInRequest { Email = "ada@x", Password = "wrong" }, CancellationToken.None));
    }

    [Fact]
    public async Task Not_at_all_where_everybody_knows_them()
    {
        await using var store = SqliteStore.Open(null);
        var users = new Users(store.Documents);
        Assert.True(await users.AddFirstAsync(new Account("demo", "root", "root@x", "", ""), "demo", ApiKeys.Make("demo", "root", "k", "s"), CancellationToken.None));
        var known = await users.GetAsync("demo", "root", CancellationToken.None);
        var signedIn = await users.CheckAsync(new SignInRequest { Email = "root@x", Password = "demo" }, CancellationToken.None);
        Assert.Equal((known.Hash, 1), (signedIn.Hash, signedIn.Rounds));

        // A password of its own is another matter.
        var changed = await Users.WithPasswordAsync(signedIn, "secret", CancellationToken.None);
        Assert.Equal(Users.Rounds, changed.Rounds);
    }

    [Fact]
    public async Task One_at_a_time()
    {
        var first = PasswordHash.ComputeAsync("a", new byte[16], 1_000_000, CancellationToken.None);
        var second = PasswordHash.ComputeAsync("b", new byte[16], 1_000_000, CancellationToken.None);
        var third = PasswordHash.ComputeAsync("c", new byte[16], 2, CancellationToken.None);
        await third;
        Assert.True(first.IsCompleted); // However little work the third is; the second, which it waited for too, gave the first all the time to say so.
        await second;
    }

    [Fact]
    public async Task Not_where_somebody_gives_up_waiting()
    {
        var hasGivenUp = false;
        for (var tries = 0; tries < 20 && !hasGivenUp; tries++) // A busy machine may have made the first one before the second is asked for.
        {
            var first = PasswordHash.ComputeAsync("a", new byte[16], 1_000_000, CancellationToken.None);
            using var giveUp = new CancellationTokenSource();
            var second = PasswordHash.ComputeAsync("b", new byte[16], 2, giveUp.Token);
            await giveUp.CancelAsync();
            await ((Task)second).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            hasGivenUp = second.IsCanceled;
            await first;
        }

        Assert.True(hasGivenUp);
    }

    [Fact]
    public async Task On_a_thread_that_gives_way()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows the priority of each thread.");
        var usual = Nice($"/proc/{Environment.ProcessId}/stat");
        var seen = false;
        for (var hashes = 0; hashes < 20 && !seen; hashes++) // A busy machine may not look once while one of them is made.
        {
            var hash = PasswordHash.ComputeAsync("a", new byte[16], 3_000_000, CancellationToken.None);
            while (!hash.IsCompleted && !seen)
            {
                seen = Directory.GetDirectories("/proc/self/task").Any(thread => Nice($"{thread}/stat") == Math.Min(usual + 5, 19));
                await Task.Yield();
            }

            await hash;
        }

        Assert.True(seen);

        // The 19th word; the second, the name, may have spaces in its brackets.
        static int Nice(string file)
        {
            try
            {
                return int.Parse(File.ReadAllText(file).Split(')')[^1].Split(' ')[17], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                return int.MinValue; // The thread has ended.
            }
        }
    }

    [Fact]
    public async Task Beside_publishing_leaves_most_of_its_rate()
    {
        await using var server = await ServerProcess.StartAsync("serve", "--in-memory");
        using var http = new HttpClient { BaseAddress = server.Url };
        using var ada = new HttpRequestMessage(HttpMethod.Post, new Uri("/_api/user", UriKind.Relative));
        ada.Headers.Add("Authorization", "apikey " + Development.ApiKey);
        ada.Content = new StringContent("""{"email":"ada@x","passwd":"secret"}""");
        Assert.Equal(201, (int)(await http.SendAsync(ada)).StatusCode);
        using var producer = await RawSocket.OpenAsync(server.Url, "producer", "c8globals.x");
        await PublishAsync(producer, 200); // Compiled by then.

        // In turns, and the calmest turn counts: what else runs on the machine comes and goes, a hash that is in the way stays.
        var ratios = new List<double>();
        var signedIn = 0;
        for (var round = 0; round < 5; round++)
        {
            var alone = await PublishAsync(producer, 400);
            using var stop = new CancellationTokenSource();
            var flood = Enumerable.Range(0, 10).Select(_ => FloodAsync(stop.Token)).ToArray();
            ratios.Add(await PublishAsync(producer, 400) / alone);
            await stop.CancelAsync();
            await Task.WhenAll(flood);
        }

        Assert.True(signedIn > 0);
        Assert.True(ratios.Min() < 4, $"400 messages in turn took {string.Join(", ", ratios)} times as long beside {signedIn} sign-ins as alone.");

        async Task FloodAsync(CancellationToken stop)
        {
            do
            {
                using var body = new StringContent("""{"email":"ada@x","password":"secret"}""");
                using var response = await http.PostAsync(new Uri("/_open/auth", UriKind.Relative), body, CancellationToken.None);
                Assert.Equal(200, (int)response.StatusCode);
                Interlocked.Increment(ref signedIn);
            }
            while (!stop.IsCancellationRequested);
        }
    }

    /// <summary>How long so many messages take, each after the answer to the one before.</summary>
    private static async Task<TimeSpan> PublishAsync(RawSocket producer, int count)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            await producer.PublishAsync("m");
            Assert.Equal("ok", (string?)(await producer.NextAsync())!["result"]);
        }

        return watch.Elapsed;
    }
}
