using System.Diagnostics;

namespace GdnStreams.Server.Tests;

/// <summary>Runs what other people's software is written in; a test whose program is missing is skipped and says so.</summary>
internal static class OtherPrograms
{
    /// <summary>A folder beside the tests, copied to where packages may be installed.</summary>
    public static DirectoryInfo Copy(string folder)
    {
        var directory = Directory.CreateTempSubdirectory("gdn-" + folder);
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, folder)))
        {
            File.Copy(file, Path.Combine(directory.FullName, Path.GetFileName(file)));
        }

        return directory;
    }

    /// <summary>Full path of a program, or null.</summary>
    public static string? Find(params string[] names) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => names.SelectMany(name => OperatingSystem.IsWindows() ? new[] { name + ".exe", name + ".cmd" } : [name]).Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Installs what a package.json of a folder names, exactly as its lock file says.</summary>
    public static Task InstallAsync(string directory) => RunAsync(directory, null, Required("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund");

    public static string Required(params string[] names)
    {
        var path = Find(names);
        if (path is null)
        {
            Assert.Skip($"{names[0]} is not on the PATH.");
        }

        return path;
    }

    /// <summary>What a program printed; it has to end with 0.</summary>
    public static async Task<string> RunAsync(string directory, string? trustedCertificate, string program, params string[] arguments)
    {
        var (code, output, errors) = await TryRunAsync(directory, trustedCertificate, program, arguments);
        Assert.True(code == 0, $"{program} ended with {code}: {output}{errors}");
        return output;
    }

    public static async Task<(int Code, string Output, string Errors)> TryRunAsync(string directory, string? trustedCertificate, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        if (trustedCertificate is not null)
        {
            // Of Node, and of Python's requests and websocket.
            foreach (var variable in new[] { "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "WEBSOCKET_CLIENT_CA_BUNDLE" })
            {
                start.Environment[variable] = trustedCertificate;
            }
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await errors);
    }
}
