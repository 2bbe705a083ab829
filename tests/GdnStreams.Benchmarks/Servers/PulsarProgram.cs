using GdnStreams.Benchmarks.Processes;

namespace GdnStreams.Benchmarks.Servers;

/// <summary>Apache Pulsar standalone with its WebSocket service, by a script that starts it.</summary>
internal sealed class PulsarProgram(string root) : IServerProgram
{
    private readonly string _script = Environment.GetEnvironmentVariable("GDN_TEST_PULSAR") ?? Path.GetFullPath(Path.Combine(root, "..", "shared", "pulsar", "start"));

    /// <summary>The address of the one that was started last; null before.</summary>
    public string? Target { get; private set; }

    public string? Missing =>
        !File.Exists(_script) ? "There is no script that starts a Pulsar: GDN_TEST_PULSAR can name one."
        : Installed.Find("java") is null ? "Java 17 is missing: apt-get install openjdk-17-jre-headless." : null;

    public async Task<ServerProcess> StartAsync(string folder, string[] wrapper)
    {
        var server = await ServerProcess.StartAsync(
            folder,
            [_script, "--data", Path.Combine(folder, "data")],
            wrapper,
            line => line.Split(' ') is ["READY", var url, ..] ? (url, null, null) : throw new InvalidOperationException("Pulsar did not start: " + line));
        await LoadBundlesAsync(new Uri(server.Target));
        Target = server.Target;
        return server;
    }

    /// <summary>Looks topics up until all bundles of the namespace are loaded: while one is, Pulsar answers 500 to the sockets of its topics.</summary>
    private static async Task LoadBundlesAsync(Uri url)
    {
        const int Topics = 32; // For a handful of bundles.
        using var http = new HttpClient { BaseAddress = url };
        for (var topic = 0; topic < Topics;)
        {
            using var answer = await http.GetAsync(new Uri($"/lookup/v2/topic/persistent/public/default/bundle-{topic}", UriKind.Relative));
            topic += (int)answer.StatusCode < 500 ? 1 : 0;
        }
    }
}
