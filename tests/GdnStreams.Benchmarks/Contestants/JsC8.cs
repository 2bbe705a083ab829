using System.Diagnostics;
using GdnStreams.Benchmarks.Measuring;
using GdnStreams.Benchmarks.Processes;
using GdnStreams.Benchmarks.Servers;

namespace GdnStreams.Benchmarks.Contestants;

/// <summary>Macrometa's JavaScript SDK from npm, used as its quickstart uses it. It takes only HTTPS.</summary>
internal sealed class JsC8(IServerProgram server) : IContestant
{
    public string Id => "jsc8";

    public string Title => "jsC8 over HTTPS, our server";

    public IServerProgram Server => server;

    public string? Missing => server.Missing ?? (Installed.Find("node") is null || Installed.Find("npm") is null ? "Node.js is missing: apt-get install nodejs npm." : null);

    public bool Takes(Cell cell) => true;

    public async Task<ProcessStartInfo> ClientAsync(ServerProcess? server, string folder)
    {
        var scripts = Path.Combine(AppContext.BaseDirectory, "JsC8");
        foreach (var file in Directory.GetFiles(scripts))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        using var install = Process.Start(new ProcessStartInfo(Installed.Find("npm")!, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        await install.StandardOutput.ReadToEndAsync();
        var start = new ProcessStartInfo(Installed.Find("node")!, ["-r", "./resolve-api-localhost.js", "client.js", server!.HttpsTarget!]) { WorkingDirectory = folder };
        start.Environment["NODE_EXTRA_CA_CERTS"] = server.CertificateFile;
        return start;
    }
}
