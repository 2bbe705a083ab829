using System.Globalization;
using GdnStreams.Server.SignIn;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Tests;

/// <summary>What was acknowledged is in every backup and after every restart; a file that cannot be read is left as it is.</summary>
public sealed class KeepingTheStore : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gdn-keeping");

    private string Data => Path.Combine(_directory.FullName, "data");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_backup_while_messages_are_published_holds_all_that_was_acknowledged_before()
    {
        var restored = Directory.CreateDirectory(Path.Combine(_directory.FullName, "restored")).FullName;
        var before = 0;
        await using (var server = await ServerProcess.StartAsync("serve", "--dev", "--data", Data))
        {
            using var consumer = await RawSocket.OpenAsync(server.Url, "consumer", "c8globals.x/s");
            using var producer = await RawSocket.OpenAsync(server.Url, "producer", "c8globals.x");
            using var enough = new CancellationTokenSource();
            var acknowledged = 0;
            var publishing = Task.Run(async () =>
            {
                for (var i = 0; !enough.IsCancellationRequested; i++)
                {
                    await producer.PublishAsync(i.ToString(CultureInfo.InvariantCulture));
                    Assert.Equal("ok", (string)(await producer.NextAsync())!["result"]!);
                    Volatile.Write(ref acknowledged, i + 1);
                }
            });
            for (var i = 0; i < 100; i++)
            {
                await consumer.NextAsync();
            }

            before = Volatile.Read(ref acknowledged);
            Assert.Equal(0, (await Program.RunAsync("", "backup", Path.Combine(restored, "streams.db"), "--data", Data)).Code);
            Assert.True(Volatile.Read(ref acknowledged) > before, "Nothing was published while the backup was made.");
            await enough.CancelAsync();
            await publishing;
        }

        await using var again = await ServerProcess.StartAsync("serve", "--dev", "--data", restored);
        using var next = await RawSocket.OpenAsync(again.Url, "consumer", "c8globals.x/s");
        for (var i = 0; i < before; i++)
        {
            var message = (await next.NextAsync())!;
            Assert.Equal(i.ToString(CultureInfo.InvariantCulture), RawSocket.Text(message));
            await next.SendAsync($$"""{"messageId":"{{(string)message["messageId"]!}}"}""");
        }
    }

    [Fact]
    public async Task What_a_producer_sends_again_after_a_restart_is_stored_once()
    {
        const string Producer = "c8globals.x?producerName=p&initialSequenceId=";
        await using (var server = await ServerProcess.StartAsync("serve", "--dev", "--data", Data))
        {
            (await RawSocket.OpenAsync(server.Url, "consumer", "c8globals.x/s")).Dispose();
            using var first = await RawSocket.OpenAsync(server.Url, "producer", Producer + "-1");
            await PublishAsync(first, "0", "1", "2");
            await server.KillAsync();
        }

        await using var again = await ServerProcess.StartAsync("serve", "--dev", "--data", Data);
        using (var second = await RawSocket.OpenAsync(again.Url, "producer", Producer + "0"))
        {
            await PublishAsync(second, "1", "2", "3");
        }

        using var consumer = await RawSocket.OpenAsync(again.Url, "consumer", "c8globals.x/s");
        using var other = await RawSocket.OpenAsync(again.Url, "producer", "c8globals.x?producerName=q&initialSequenceId=0");
        await PublishAsync(other, "1");
        foreach (var text in new[] { "0", "1", "2", "3", "1" })
        {
            Assert.Equal(text, RawSocket.Text((await consumer.NextAsync())!));
        }
    }

    [Theory]
    [InlineData("newer", "999")]
    [InlineData("foreign", "another program")]
    [InlineData("no database", "streams.db")]
    public async Task A_file_that_cannot_be_used_is_refused_by_every_command_and_stays_as_it_is(string kind, string expected)
    {
        Directory.CreateDirectory(Data);
        var file = Path.Combine(Data, "streams.db");
        if (kind == "newer")
        {
            await using (await StreamServer.StartAsync(new ServerOptions { DataDirectory = Data }, TimeProvider.System, CancellationToken.None))
            {
                // It makes the file.
            }

            Execute(file, "PRAGMA user_version = 999");
        }
        else if (kind == "foreign")
        {
            Execute(file, "CREATE TABLE diary (day TEXT)");
        }
        else
        {
            await File.WriteAllTextAsync(file, new string('x', 5_000));
        }

        var bytes = await File.ReadAllBytesAsync(file);
        foreach (var arguments in new[] { "check", "serve", "backup " + Path.Combine(_directory.FullName, "copy.db"), "user list", "apikey list --tenant " + Development.Tenant })
        {
            var (code, _, errors) = await Program.RunAsync("", [.. arguments.Split(' '), "--data", Data]);
            Assert.True(code == 1 && errors.Contains(expected, StringComparison.Ordinal), $"{arguments}: {code} {errors}");
            Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
            Assert.Equal(bytes, await File.ReadAllBytesAsync(file));
        }
    }

    private static async Task PublishAsync(RawSocket producer, params string[] texts)
    {
        foreach (var text in texts)
        {
            await producer.PublishAsync(text);
            Assert.Equal("ok", (string)(await producer.NextAsync())!["result"]!);
        }
    }

    private static void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
