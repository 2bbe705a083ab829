using System.Diagnostics;
using GdnStreams.Server;
using GdnStreams.Server.SignIn;

[assembly: AssemblyFixture(typeof(GdnStreams.Conformance.Servers))]

namespace GdnStreams.Conformance;

/// <summary>Our server in this process, and a real Apache Pulsar where there is one, each started once for all tests.</summary>
public sealed class Servers : IAsyncLifetime
{
    private StreamServer _ours = null!;
    private Process? _pulsarProcess;
    private Peer? _pulsar;
    private string _missing = "";

    public async ValueTask InitializeAsync()
    {
        _ours = await StreamServer.StartAsync(new ServerOptions(), TimeProvider.System, CancellationToken.None);
        var start = Environment.GetEnvironmentVariable("GDN_PULSAR") ?? Ancestors().Select(folder => Path.Combine(folder, "shared", "pulsar", "start")).FirstOrDefault(File.Exists);
        if (start is null || !File.Exists(start))
        {
            _missing = "There is no shared/pulsar/start above this folder, and GDN_PULSAR names none: the rule was checked on our server only.";
            return;
        }

        _pulsarProcess = Process.Start(new ProcessStartInfo(start, ["--set", "brokerDeduplicationEnabled=true"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var ready = await _pulsarProcess.StandardOutput.ReadLineAsync(limit.Token);
        if (ready?.Split(' ') is ["READY", var url, ..])
        {
            _pulsar = new Peer("pulsar", new Uri(url), "public/default", Authorization: null);
        }
        else
        {
            _missing = "Pulsar did not start (it needs Java 17): " + await _pulsarProcess.StandardError.ReadToEndAsync(limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ours.DisposeAsync();
        if (_pulsarProcess is { HasExited: false })
        {
            using var term = Process.Start("kill", ["-TERM", _pulsarProcess.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await _pulsarProcess.WaitForExitAsync(limit.Token);
        }

        _pulsarProcess?.Dispose();
    }

    /// <summary>A server by name; a missing Pulsar skips the test and says why.</summary>
    public Peer this[string name]
    {
        get
        {
            if (name == "ours")
            {
                return new Peer("ours", new Uri(_ours.Url), "demo/c8global._system", "apikey " + Development.ApiKey);
            }

            Assert.SkipWhen(_pulsar is null, _missing);
            return _pulsar!;
        }
    }

    private static IEnumerable<string> Ancestors()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return folder.FullName;
        }
    }
}
