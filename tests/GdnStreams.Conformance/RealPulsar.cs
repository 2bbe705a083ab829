using System.Diagnostics;

namespace GdnStreams.Conformance;

/// <summary>A real Apache Pulsar in a process of its own, where there is one.</summary>
public sealed class RealPulsar : IAsyncDisposable
{
    private readonly Process? _process;
    private readonly string _missing;
    private readonly Uri? _url;

    private RealPulsar(Process? process, Uri? url, string missing) => (_process, _url, _missing) = (process, url, missing);

    /// <summary>Whether there is one.</summary>
    public bool IsThere => _url is not null;

    /// <summary>Its address; where it is missing, the test is skipped and says why.</summary>
    public Uri Url
    {
        get
        {
            Assert.SkipWhen(_url is null, _missing);
            return _url!;
        }
    }

    /// <summary>What <c>GDN_TEST_PULSAR</c> names: the address of a running one that has deduplication on, or a script that starts one as <c>shared/pulsar/start</c> does.</summary>
    private static string? Named => Environment.GetEnvironmentVariable("GDN_TEST_PULSAR") is { Length: > 0 } named ? named : null;

    /// <summary>One with deduplication on that expires messages once a minute, for tests that leave each other's streams alone: the running one, where that is named.</summary>
    public static async Task<RealPulsar> ShareAsync()
    {
        if (Named is not { } named || !named.StartsWith("http", StringComparison.Ordinal))
        {
            return await StartAsync("--set", "brokerDeduplicationEnabled=true", "--set", "messageExpiryCheckIntervalInMinutes=1");
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await LoadBundlesAsync(new Uri(named), limit.Token);
        return new RealPulsar(null, new Uri(named), "");
    }

    /// <summary>Starts one with these arguments of <c>shared/pulsar/start</c>.</summary>
    public static async Task<RealPulsar> StartAsync(params string[] arguments)
    {
        var start = Named ?? Ancestors().Select(folder => Path.Combine(folder, "shared", "pulsar", "start")).FirstOrDefault(File.Exists);
        if (!File.Exists(start))
        {
            return new RealPulsar(null, null, start is null
                ? "There is no shared/pulsar/start above this folder, and GDN_TEST_PULSAR names no Pulsar: the rule was checked on our server only."
                : $"This needs a Pulsar of its own, and GDN_TEST_PULSAR names no script that starts one: {start}");
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5)); // Seconds, where nothing else runs.
        while (true)
        {
            var process = Process.Start(new ProcessStartInfo(start, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var ready = await process.StandardOutput.ReadLineAsync(limit.Token);
            if (ready?.Split(' ') is ["READY", var url, ..])
            {
                await LoadBundlesAsync(new Uri(url), limit.Token);
                return new RealPulsar(process, new Uri(url), "");
            }

            // It looks for free ports first and takes them seconds later; other tests may be faster.
            var said = await process.StandardError.ReadToEndAsync(limit.Token);
            if (!said.Contains("Address already in use", StringComparison.Ordinal))
            {
                return new RealPulsar(process, null, "Pulsar did not start (it needs Java 17): " + said);
            }

            process.Dispose();
        }
    }

    /// <summary>Looks topics up until all bundles of the namespace are loaded: while one is, Pulsar answers 500 to the sockets of its topics.</summary>
    private static async Task LoadBundlesAsync(Uri url, CancellationToken cancellationToken)
    {
        const int Topics = 32; // For a handful of bundles.
        using var http = new HttpClient { BaseAddress = url };
        for (var topic = 0; topic < Topics;)
        {
            using var answer = await http.GetAsync(new Uri($"/lookup/v2/topic/persistent/public/default/bundle-{topic}", UriKind.Relative), cancellationToken);
            topic += (int)answer.StatusCode < 500 ? 1 : 0; // A Pulsar that wants a credential refuses, and is not asked again.
        }
    }

    /// <summary>SIGKILL, to the broker that its script started; its data stays where <c>--data</c> said.</summary>
    public async Task KillAsync()
    {
        using var kill = Process.Start("pkill", ["-KILL", "-P", _process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            using var term = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await _process.WaitForExitAsync(limit.Token);
        }

        _process?.Dispose();
    }

    private static IEnumerable<string> Ancestors()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return folder.FullName;
        }
    }
}
