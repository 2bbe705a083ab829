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
        var httpsPort = new Option<int?>("--https-port") { Description = "Port of HTTPS on 127.0.0.1; 0 picks a free one. Without it there is no HTTPS." };
        var hostName = new Option<string>("--host-name") { Description = "Name that clients know this server by; SDKs put 'api-' before it.", DefaultValueFactory = _ => "localhost" };
        var certificate = new Option<string?>("--cert") { Description = "Certificate of HTTPS, PFX or PEM. Without it a development certificate is made." };
        var certificateKey = new Option<string?>("--cert-key") { Description = "Key of a PEM certificate, where it is a file of its own." };
        var exitWithParent = new Option<bool>("--exit-with-parent") { Description = "Stop when standard input closes." };
        var serve = new Command("serve", "Run a GDN streams server.") { data, inMemory, port, httpsPort, hostName, certificate, certificateKey, exitWithParent };
        serve.Validators.Add(result =>
        {
            if ((result.GetValue(data) is null) == !result.GetValue(inMemory))
            {
                result.AddError("Say where messages are kept: either --data DIR or --in-memory.");
            }
        });
        serve.SetAction((result, cancellationToken) => ServeAsync(
            new ServerOptions
            {
                DataDirectory = result.GetValue(data),
                Port = result.GetValue(port),
                HttpsPort = result.GetValue(httpsPort),
                HostName = result.GetValue(hostName)!,
                CertificateFile = result.GetValue(certificate),
                CertificateKeyFile = result.GetValue(certificateKey),
                CertificatePassword = Environment.GetEnvironmentVariable("GDN_CERT_PASSWORD"),
            },
            result.GetValue(exitWithParent),
            cancellationToken));
        return new RootCommand("A server for Macrometa GDN streams.") { serve }.Parse(args).InvokeAsync();
    }

    private static async Task<int> ServeAsync(ServerOptions options, bool exitWithParent, CancellationToken cancellationToken)
    {
        try
        {
            await using var server = await StreamServer.StartAsync(options, TimeProvider.System, cancellationToken);
            Console.WriteLine(Ready(server.Addresses));
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

    private static string Ready(ServerAddresses addresses) => JsonSerializer.Serialize(
        new ServerReady { Url = addresses.Url, HttpsUrl = addresses.HttpsUrl, Certificate = addresses.CertificateFile, ProcessId = Environment.ProcessId },
        ServerReadyJson.Default.ServerReady);

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
