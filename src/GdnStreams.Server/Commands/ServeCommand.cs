using System.CommandLine;
using System.Net;
using System.Text.Json;
using GdnStreams.Protocol;
using GdnStreams.Server.Operations;

namespace GdnStreams.Server.Commands;

/// <summary><c>gdn-server serve</c>: its first line on standard output is JSON with the url, once connections are accepted.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";
    private const string ExitWithParent = "exit-with-parent";
    private const string Detached = "detached";
    private const long MiB = 1024 * 1024;

    /// <summary>Whether the parser must leave signals to the server; otherwise it would end the program at Ctrl+C.</summary>
    public static bool HandlesSignals(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.OfType<Option<bool>>().Any(option => option.Name is "--" + ExitWithParent or "--" + Detached && parsed.GetValue(option));

    public static Command Make(Settings settings)
    {
        var data = settings.Option<string?>("data", "Directory of the durable store; created where it does not exist.");
        var inMemory = settings.Option<bool>("in-memory", "Keep everything in memory; it is gone when the server stops.");
        var engine = settings.Option("engine", "Where the streams are: embedded (in this process), or pulsar, which makes this server a gateway to an Apache Pulsar.", EngineNames.Embedded);
        var pulsarUrl = settings.Option<string?>("pulsar-url", "Address of the Pulsar's administration, such as http://broker:8080.");
        var pulsarSockets = settings.Option<string?>("pulsar-websocket-url", "Address of the Pulsar's WebSocket service, ws:// or wss://, where it is another.");
        var pulsarToken = settings.Option<string?>("pulsar-token", "Token of a role that administers the Pulsar; better in GDN_PULSAR_TOKEN, as others see a command line.");
        var pulsarAuthorities = settings.Option<string?>("pulsar-ca", "PEM file of the authorities that vouch for the Pulsar over https and wss, in place of this machine's.");
        var pulsarTenant = settings.Option("pulsar-tenant", "Tenant of the Pulsar whose topic holds users, keys and fabrics; made where it is missing. Nobody else may consume there.", "public");
        var pulsarUnencrypted = settings.Option<bool>("pulsar-allow-unencrypted", "Let the token go over http or ws to another machine.");
        var bind = settings.Option("bind", "Address to listen on.", "127.0.0.1");
        var port = settings.Option<int>("port", "Port; 0 picks a free one.");
        var httpsPort = settings.Option<int?>("https-port", "Port of HTTPS; 0 picks a free one. Without it there is no HTTPS.");
        var hostName = settings.Option("host-name", "Name that clients know this server by; SDKs put 'api-' before it. Others that it may be called by follow, with commas between them.", "localhost");
        var origins = settings.Option<string?>("allow-origin", "Origins whose pages may call this server, such as https://app.example.com, with commas between them. Without it none but its own.");
        var noConsole = settings.Option<bool>("no-console", "Serve no web console at /.");
        var connections = settings.Option<int>("max-connections", "Most connections at one time; 0 is what the limit of open files allows.");
        var defaults = new ServerOptions();
        var memory = settings.Option("memory-budget", "MiB held for all consumers, peeks and unfinished frames together, at least 16; who needs more waits or is refused.", (int)(defaults.MemoryBudget / MiB));
        var sockets = settings.Option("max-sockets", "Most sockets of a user at one time, with those of their keys.", defaults.MaxSockets);
        var streams = settings.Option("max-streams", "Most streams of a tenant.", defaults.MaxStreams);
        var subscriptions = settings.Option("max-subscriptions", "Most durable subscriptions of a tenant.", defaults.MaxSubscriptions);
        var streamSubscriptions = settings.Option("max-stream-subscriptions", "Most subscriptions and readers of a stream.", defaults.MaxStreamSubscriptions);
        var pushNetworks = settings.Option<string?>("push-network", "Networks that pushes may reach though they are not public, such as 10.1.0.0/16, with commas between them; loopback is 127.0.0.0/8. Without it none.");
        var pushes = settings.Option("max-pushes", "Most pushes of a tenant.", defaults.MaxPushes);
        var noPush = settings.Option<bool>("no-push", "Keep all pushes stopped, as for a copy of another server's data.");
        var certificate = settings.Option<string?>("cert", "Certificate of HTTPS, PFX (password in GDN_CERT_PASSWORD) or PEM. Without it a development certificate is made.");
        var certificateKey = settings.Option<string?>("cert-key", "Key of a PEM certificate, where it is in a file of its own.");
        var seed = settings.Option<string?>("seed", "JSON file of users, keys, fabrics and streams to make where they do not exist.");
        var dev = settings.Option<bool>("dev", "Keep the development user, whose password everybody knows, in the data directory too: for trials on this machine.");
        var development = settings.Option<bool>("allow-development-user", "Let others reach a server that has the development user, whose password everybody knows.");
        var anonymous = settings.Option<bool>("anonymous-sockets", "Sockets from this machine need no credential.");
        var noCreation = settings.Option<bool>("no-auto-create", "A socket to a stream that does not exist is refused instead of creating it.");
        var idle = settings.Option<int>("idle-timeout", "Seconds without a frame after which a socket is closed with 1001; 0 is never.");
        var keepAlive = settings.Option("keep-alive", "Seconds without a frame after which a socket is pinged, and then closed when nothing comes for as long again; 0 is never.", 60);
        var exitWithParent = settings.Option<bool>(ExitWithParent, "Stop when standard input closes, and not at Ctrl+C, which is for the parent.");
        var detached = settings.Option<bool>(Detached, "Outlive the terminal that started it: neither Ctrl+C nor the terminal's end stops the server, but SIGTERM.");
        var command = new Command(Name, "Run a GDN streams server.")
        {
            data, inMemory, engine, pulsarUrl, pulsarSockets, pulsarToken, pulsarAuthorities, pulsarTenant, pulsarUnencrypted, bind, port, httpsPort, hostName, origins, noConsole, connections, memory, sockets, streams, subscriptions, streamSubscriptions, pushNetworks, pushes, noPush, certificate, certificateKey, seed, dev, development, anonymous, noCreation, idle, keepAlive, exitWithParent, detached,
        };
        command.SetAction((result, cancellationToken) => Failures.ReportAsync(() => ServeAsync(
            Checked(result.GetValue(inMemory), new ServerOptions
            {
                DataDirectory = result.GetValue(data),
                Pulsar = PulsarEngine.Of(
                    result.GetValue(engine)!,
                    result.GetValue(pulsarUrl),
                    result.GetValue(pulsarSockets),
                    result.GetValue(pulsarToken),
                    result.GetValue(pulsarAuthorities),
                    result.GetValue(pulsarTenant)!,
                    result.GetValue(pulsarUnencrypted)),
                Bind = Address(result.GetValue(bind)!),
                Port = result.GetValue(port),
                HttpsPort = result.GetValue(httpsPort),
                HostName = List(result.GetValue(hostName)).FirstOrDefault() ?? "localhost",
                OtherHostNames = [.. List(result.GetValue(hostName)).Skip(1)],
                AllowedOrigins = [.. List(result.GetValue(origins)).Select(Origin)],
                HasConsole = !result.GetValue(noConsole),
                MaxConnections = result.GetValue(connections),
                MemoryBudget = result.GetValue(memory) * MiB,
                MaxSockets = result.GetValue(sockets),
                MaxStreams = result.GetValue(streams),
                MaxSubscriptions = result.GetValue(subscriptions),
                MaxStreamSubscriptions = result.GetValue(streamSubscriptions),
                PushNetworks = [.. List(result.GetValue(pushNetworks)).Select(Network)],
                MaxPushes = result.GetValue(pushes),
                PushesNothing = result.GetValue(noPush),
                CertificateFile = result.GetValue(certificate),
                CertificateKeyFile = result.GetValue(certificateKey),
                CertificatePassword = Environment.GetEnvironmentVariable("GDN_CERT_PASSWORD"),
                SeedFile = result.GetValue(seed),
                IsForDevelopment = result.GetValue(dev),
                AllowsDevelopmentUser = result.GetValue(development),
                AllowsAnonymousSockets = result.GetValue(anonymous),
                EndsWithParent = result.GetValue(exitWithParent),
                IsDetached = result.GetValue(detached),
                CreatesStreams = !result.GetValue(noCreation),
                SocketIdleTime = TimeSpan.FromSeconds(result.GetValue(idle)),
                SocketKeepAlive = TimeSpan.FromSeconds(result.GetValue(keepAlive)),
            }),
            cancellationToken)));
        return command;
    }

    private static string[] List(string? text) => text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    // "null" is what browsers say for pages of files.
    private static string Origin(string text) => text == "null" ? text : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0
        ? uri.GetLeftPart(UriPartial.Authority)
        : throw new GdnException(GdnErrorCode.BadRequest, $"'{text}' is not an origin. Give --allow-origin a scheme and a host, such as https://app.example.com.");

    private static IPAddress Address(string text) => IPAddress.TryParse(text, out var address)
        ? address
        : throw new GdnException(GdnErrorCode.BadRequest, $"'{text}' is not an IP address. Give one, such as 127.0.0.1 (this machine only) or 0.0.0.0 (all).");

    private static IPNetwork Network(string text) => IPNetwork.TryParse(text, out var network)
        ? network
        : throw new GdnException(GdnErrorCode.BadRequest, $"'{text}' is not a network. Give --push-network an address and the number of its fixed bits, the others 0, such as 10.1.0.0/16 or 192.168.7.5/32.");

    // Not validators of the parser: those do not see what comes from the environment or the settings file.
    private static ServerOptions Checked(bool inMemory, ServerOptions options) => options switch
    {
        { Pulsar: not null } when inMemory =>
            throw new GdnException(GdnErrorCode.BadRequest, "With --engine pulsar the messages are in the Pulsar: leave --in-memory out. --data DIR is for credentials.json and certificates only."),
        { Pulsar: null } when options.DataDirectory is null != inMemory =>
            throw new GdnException(GdnErrorCode.BadRequest, "Say where messages are kept: either --data DIR or --in-memory."),
        { SocketIdleTime.Ticks: < 0 } => throw new GdnException(GdnErrorCode.BadRequest, "--idle-timeout is a number of seconds, 0 or more."),
        { SocketKeepAlive.Ticks: < 0 } => throw new GdnException(GdnErrorCode.BadRequest, "--keep-alive is a number of seconds, 0 or more."),
        { MaxConnections: < 0 } => throw new GdnException(GdnErrorCode.BadRequest, "--max-connections is a number of connections, 0 or more."),
        { MemoryBudget: < 16 * MiB } => throw new GdnException(GdnErrorCode.BadRequest, "--memory-budget is a number of MiB, 16 or more."),
        { EndsWithParent: true, IsDetached: true } => throw new GdnException(GdnErrorCode.BadRequest, "--exit-with-parent and --detached exclude each other. Leave one of them out."),
        { MaxSockets: < 1 } => throw TooFew("--max-sockets"),
        { MaxStreams: < 1 } => throw TooFew("--max-streams"),
        { MaxSubscriptions: < 1 } => throw TooFew("--max-subscriptions"),
        { MaxStreamSubscriptions: < 1 } => throw TooFew("--max-stream-subscriptions"),
        { MaxPushes: < 1 } => throw TooFew("--max-pushes"),
        { AllowsAnonymousSockets: true } when !IPAddress.IsLoopback(options.Bind) =>
            throw new GdnException(GdnErrorCode.BadRequest, "--anonymous-sockets is for this machine only: bind to 127.0.0.1."),
        _ => options,
    };

    private static GdnException TooFew(string option) => new(GdnErrorCode.BadRequest, $"{option} is a number, 1 or more.");

    private static async Task<int> ServeAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        await using var server = await StreamServer.StartAsync(options, TimeProvider.System, cancellationToken);
        Console.WriteLine(Ready(server.Addresses, FirstUser.FileOf(options.DataDirectory)));
        var stopped = server.WaitForStopAsync(cancellationToken);
        await (options.EndsWithParent ? Task.WhenAny(stopped, ReadToEndAsync()) : stopped);
        return 0;
    }

    private static string Ready(ServerAddresses addresses, string? credentials) => JsonSerializer.Serialize(
        new ServerReady { Url = addresses.Url, HttpsUrl = addresses.HttpsUrl, Certificate = addresses.CertificateFile, Credentials = credentials, ProcessId = Environment.ProcessId },
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
