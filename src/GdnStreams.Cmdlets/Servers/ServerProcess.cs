using System.Diagnostics;
using System.Text;
using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The module's bundled server as a child process. It ends with this process, because its standard input closes then.</summary>
internal sealed class ServerProcess
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private readonly Process _process;
    private readonly Task _output;

    private ServerProcess(Process process, GdnServer details)
    {
        (_process, Details) = (process, details);

        // Nobody reads what else it prints, and a full pipe must not stop it. The copy ends with the process.
        _output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    public GdnServer Details { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a server and waits until it accepts connections.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: it does not start, and why.</exception>
    public static async Task<ServerProcess> StartAsync(ServerStart how, CancellationToken cancellationToken)
    {
        var process = ChildProcess.Start(how.Arguments);
        var complaints = new StringBuilder();
        process.ErrorDataReceived += (_, line) => Keep(complaints, line.Data);
        process.BeginErrorReadLine();
        try
        {
            using var registration = cancellationToken.Register(() => ChildProcess.Kill(process));
            var ready = await process.StandardOutput.ReadLineAsync(
#if !NETSTANDARD2_0
                cancellationToken
#endif
                ).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (ready is null)
            {
                process.WaitForExit();
                throw new GdnException(GdnErrorCode.Unavailable, "The server did not start: " + Said(complaints, process.ExitCode) + InWordsOfTheModule(complaints, how));
            }

            var details = await DetailsAsync(ready, process.Id, how, cancellationToken).ConfigureAwait(false);
            return new ServerProcess(process, details);
        }
        catch
        {
            ChildProcess.Kill(process);
            process.Dispose();
            throw;
        }
    }

    /// <summary>Asks the server to end, and ends it after 10 seconds.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            var ended = Task.Run(() => _process.WaitForExit((int)StopLimit.TotalMilliseconds));
            if (!await ended.ConfigureAwait(false))
            {
                ChildProcess.Kill(_process);
            }

            await _output.ConfigureAwait(false);
        }
    }

    private static async Task<GdnServer> DetailsAsync(string ready, int processId, ServerStart how, CancellationToken cancellationToken)
    {
        var (url, https, credentials) = Read(ready);
        return new GdnServer(url, processId, how, credentials, TimeProvider.System.GetUtcNow())
        {
            HttpsUrl = https,
            Certificate = https is null ? null : await ServerTls.CertificateAsync(https, cancellationToken).ConfigureAwait(false),
        };
    }

    private static (Uri Url, Uri? HttpsUrl, string? Credentials) Read(string ready)
    {
        try
        {
            using var line = JsonDocument.Parse(ready);
            var all = line.RootElement;
            return (
                Reachable(new Uri(all.GetProperty("url").GetString()!)),
                all.TryGetProperty("httpsUrl", out var https) ? new Uri(https.GetString()!) : null,
                all.TryGetProperty("credentials", out var file) ? file.GetString() : null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or UriFormatException)
        {
            throw new GdnException(GdnErrorCode.ProtocolViolation, $"The server's first line is not the expected JSON: {ready}", e);
        }
    }

    /// <summary>An address for clients on this machine: one that listens on all addresses has none of its own.</summary>
    private static Uri Reachable(Uri bound) => bound.DnsSafeHost switch
    {
        "0.0.0.0" => new UriBuilder(bound) { Host = "127.0.0.1" }.Uri,
        "::" => new UriBuilder(bound) { Host = "[::1]" }.Uri,
        _ => bound,
    };

    private static void Keep(StringBuilder complaints, string? line)
    {
        lock (complaints)
        {
            if (line is not null && complaints.Length < 4096)
            {
                complaints.AppendLine(line);
            }
        }
    }

    private static string Said(StringBuilder complaints, int exitCode)
    {
        lock (complaints)
        {
            return complaints.Length > 0 ? complaints.ToString().Trim() : $"it ended with exit code {exitCode} and said nothing.";
        }
    }

    /// <summary>The server names its own options; this is what they are called here.</summary>
    private static string InWordsOfTheModule(StringBuilder complaints, ServerStart how)
    {
        lock (complaints)
        {
            return !how.IsForDevelopment && complaints.ToString().Contains("--dev ")
                ? $" For a trial run Start-GdnServer -Development; for data of your own give another -DataDirectory than {how.DataDirectory}."
                : "";
        }
    }
}
