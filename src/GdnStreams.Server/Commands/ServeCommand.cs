using System.CommandLine;
using System.Net;
using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Commands;

/// <summary><c>gdn-server serve</c>: its first line on standard output is JSON with the url, once connections are accepted.</summary>
internal static class ServeCommand
{
    private const string ExitWithParent = "exit-with-parent";

    /// <summary>Whether the parser shall leave the signals to the server: it would end the program at Ctrl+C.</summary>
    public static bool HandlesSignals(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.FirstOrDefault(option => option.Name == "--" + ExitWithParent) is Option<bool> option && parsed.GetValue(option);

    public static Command Make(Settings settings)
    {
        var data = settings.Option<string?>("data", "Directory of the durable store; created where it does not exist.");
        var inMemory = settings.Option<bool>("in-memory", "Keep everything in memory; it is gone when the server stops.");
        var bind = settings.Option("bind", "Address to listen on.", "127.0.0.1");
        var port = settings.Option<int>("port", "Port; 0 picks a free one.");
        var httpsPort = settings.Option<int?>("https-port", "Port of HTTPS; 0 picks a free one. Without it there is no HTTPS.");
        var hostName = settings.Option("host-name", "Name that clients know this server by; SDKs put 'api-' before it.", "localhost");
        var certificate = settings.Option<string?>("cert", "Certificate of HTTPS, PFX (password in GDN_CERT_PASSWORD) or PEM. Without it a development certificate is made.");
        var certificateKey = settings.Option<string?>("cert-key", "Key of a PEM certificate, where it is in a file of its own.");
        var seed = settings.Option<string?>("seed", "JSON file of users, keys, fabrics and streams to make where they do not exist.");
        var development = settings.Option<bool>("allow-development-user", "Let others reach a server that has the development user, whose password everybody knows.");
        var anonymous = settings.Option<bool>("anonymous-sockets", "Sockets from this machine need no credential.");
        var noCreation = settings.Option<bool>("no-auto-create", "A socket to a stream that does not exist is refused instead of creating it.");
        var idle = settings.Option<int>("idle-timeout", "Seconds without a frame after which a socket is closed with 1001; 0 is never.");
        var keepAlive = settings.Option("keep-alive", "Seconds without a frame after which a socket is pinged, and then closed when nothing comes for as long again; 0 is never.", 60);
        var exitWithParent = settings.Option<bool>(ExitWithParent, "Stop when standard input closes, and not at Ctrl+C, which is for the parent.");
        var command = new Command("serve", "Run a GDN streams server.")
        {
            data, inMemory, bind, port, httpsPort, hostName, certificate, certificateKey, seed, development, anonymous, noCreation, idle, keepAlive, exitWithParent,
        };
        command.SetAction((result, cancellationToken) => Failures.ReportAsync(() => ServeAsync(
            Checked(result.GetValue(inMemory), new ServerOptions
            {
                DataDirectory = result.GetValue(data),
                Bind = Address(result.GetValue(bind)!),
                Port = result.GetValue(port),
                HttpsPort = result.GetValue(httpsPort),
                HostName = result.GetValue(hostName)!,
                CertificateFile = result.GetValue(certificate),
                CertificateKeyFile = result.GetValue(certificateKey),
                CertificatePassword = Environment.GetEnvironmentVariable("GDN_CERT_PASSWORD"),
                SeedFile = result.GetValue(seed),
                AllowsDevelopmentUser = result.GetValue(development),
                AllowsAnonymousSockets = result.GetValue(anonymous),
                EndsWithParent = result.GetValue(exitWithParent),
                CreatesStreams = !result.GetValue(noCreation),
                SocketIdleTime = TimeSpan.FromSeconds(result.GetValue(idle)),
                SocketKeepAlive = TimeSpan.FromSeconds(result.GetValue(keepAlive)),
            }),
            cancellationToken)));
        return command;
    }

    private static IPAddress Address(string text) => IPAddress.TryParse(text, out var address)
        ? address
        : throw new GdnException(GdnErrorCode.BadRequest, $"'{text}' is not an IP address. Give one, such as 127.0.0.1 (this machine only) or 0.0.0.0 (all).");

    // Not validators of the parser: those do not see what comes from the environment or the settings file.
    private static ServerOptions Checked(bool inMemory, ServerOptions options) => options switch
    {
        _ when options.DataDirectory is null != inMemory =>
            throw new GdnException(GdnErrorCode.BadRequest, "Say where messages are kept: either --data DIR or --in-memory."),
        { SocketIdleTime.Ticks: < 0 } => throw new GdnException(GdnErrorCode.BadRequest, "--idle-timeout is a number of seconds, 0 or more."),
        { SocketKeepAlive.Ticks: < 0 } => throw new GdnException(GdnErrorCode.BadRequest, "--keep-alive is a number of seconds, 0 or more."),
        { AllowsAnonymousSockets: true } when !IPAddress.IsLoopback(options.Bind) =>
            throw new GdnException(GdnErrorCode.BadRequest, "--anonymous-sockets is for this machine only: bind to 127.0.0.1."),
        _ => options,
    };

    private static async Task<int> ServeAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        await using var server = await StreamServer.StartAsync(options, TimeProvider.System, cancellationToken);
        Console.WriteLine(Ready(server.Addresses));
        var stopped = server.WaitForStopAsync(cancellationToken);
        await (options.EndsWithParent ? Task.WhenAny(stopped, ReadToEndAsync()) : stopped);
        return 0;
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
