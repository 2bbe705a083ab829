using System.CommandLine;
using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Commands;

/// <summary><c>gdn-server serve</c>: its first line on standard output is JSON with the url, once connections are accepted.</summary>
internal static class ServeCommand
{
    public static Task<int> RunAsync(string[] args)
    {
        var data = new Option<string?>("--data") { Description = "Directory of the durable store; created where it does not exist." };
        var inMemory = new Option<bool>("--in-memory") { Description = "Keep everything in memory; it is gone when the server stops." };
        var port = new Option<int>("--port") { Description = "Port on 127.0.0.1; 0 picks a free one.", DefaultValueFactory = _ => 0 };
        var exitWithParent = new Option<bool>("--exit-with-parent") { Description = "Stop when standard input closes." };
        var serve = new Command("serve", "Run a GDN streams server.") { data, inMemory, port, exitWithParent };
        serve.Validators.Add(result =>
        {
            if ((result.GetValue(data) is null) == !result.GetValue(inMemory))
            {
                result.AddError("Say where messages are kept: either --data DIR or --in-memory.");
            }
        });
        serve.SetAction((result, cancellationToken) => ServeAsync(
            new ServerOptions { DataDirectory = result.GetValue(data), Port = result.GetValue(port) },
            result.GetValue(exitWithParent),
            cancellationToken));
        return new RootCommand("A server for Macrometa GDN streams.") { serve }.Parse(args).InvokeAsync();
    }

    private static async Task<int> ServeAsync(ServerOptions options, bool exitWithParent, CancellationToken cancellationToken)
    {
        try
        {
            await using var server = await StreamServer.StartAsync(options, TimeProvider.System, cancellationToken);
            Console.WriteLine(JsonSerializer.Serialize(new ServerReady(server.Url, Environment.ProcessId), ServerReadyJson.Default.ServerReady));
            var stopped = server.WaitForStopAsync(cancellationToken);
            await (exitWithParent ? Task.WhenAny(stopped, ReadToEndAsync()) : stopped);
            return 0;
        }
        catch (GdnException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync($"The server cannot start: {e.Message}");
            return 1;
        }
    }

    private static async Task ReadToEndAsync()
    {
        var input = Console.OpenStandardInput();
        var buffer = new byte[64];
        while (await input.ReadAsync(buffer) > 0)
        {
            // Only the end of the input matters.
        }
    }
}
