using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// How the module's server is started on this machine (docs/decisions/0009-the-module-carries-its-server.md). It needs .NET 10 and no more, which
/// PowerShell 7.6 is itself: its own program runs the server before it becomes a shell.
/// </summary>
internal static class ServerProgram
{
    private const int DotnetMajor = 10;
    private const string Dotnet = "dotnet";
    private const string Tool = "gdn-server";
    private const string File = "gdn-server.dll";

    /// <summary>The process to start, without its redirections.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: nothing here can run it; the message says what to install.</exception>
    public static ProcessStartInfo Start(IReadOnlyList<string> arguments)
    {
        var (server, isWhole) = Find();
        var self = Process.GetCurrentProcess().MainModule?.FileName ?? "";
        var name = Path.GetFileNameWithoutExtension(self);
        if (isWhole && Environment.Version.Major >= DotnetMajor && name.Equals("pwsh", StringComparison.OrdinalIgnoreCase))
        {
            return Guest(self, server, arguments);
        }

        if (Environment.Version.Major >= DotnetMajor && name.Equals(Dotnet, StringComparison.OrdinalIgnoreCase))
        {
            return Make(self, [server, .. arguments]);
        }

        if (OnPath(Dotnet) is { } dotnet && HasRuntime(dotnet, isWhole ? "Microsoft.NETCore.App" : "Microsoft.AspNetCore.App"))
        {
            return Make(dotnet, [server, .. arguments]);
        }

        return OnPath(Tool) is { } tool
            ? Make(tool, arguments)
            : throw new GdnException(
                GdnErrorCode.Unavailable,
                $"The server needs .NET {DotnetMajor}, which PowerShell 7.6 or newer brings. This host runs on {RuntimeInformation.FrameworkDescription}, no 'dotnet' on the PATH has the .NET {DotnetMajor} runtime, and there is no 'gdn-server' on the PATH. Install PowerShell 7.6, or the .NET {DotnetMajor} runtime from https://dot.net, and try again.");
    }

    /// <summary>pwsh with the server as its startup hook: the runtime calls it before pwsh's own Main, and it ends the process.</summary>
    private static ProcessStartInfo Guest(string pwsh, string server, IReadOnlyList<string> arguments)
    {
        var start = Make(pwsh, arguments);
        start.Environment["DOTNET_STARTUP_HOOKS"] = server;

        // What gdn-server.runtimeconfig.json says where the server has a process of its own.
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        start.Environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0";
        return start;
    }

    /// <summary>The server, and whether it has all that it needs beside it, as in a package. In a repository it takes ASP.NET Core from the SDK.</summary>
    private static (string File, bool IsWhole) Find()
    {
        // A package has server/ beside the manifest, a repository bin/server/.
        var root = Root();
        var whole = Path.Combine(root, "server");
        return new[] { Path.Combine(whole, Platform, File), Path.Combine(whole, File) }.FirstOrDefault(System.IO.File.Exists) is { } file ? (file, true)
            : Path.Combine(root, "bin", "server", File) is var built && System.IO.File.Exists(built) ? (built, false)
            : throw new GdnException(GdnErrorCode.Unavailable, $"The module's server is missing: {Path.Combine(whole, File)}. Install the module again, or run 'dotnet build' in a clone of its repository.");
    }

    /// <summary>The folder of the manifest: this assembly is in bin/net8.0, or in the folder of what is compiled for this machine.</summary>
    private static string Root()
    {
        var folder = Path.GetDirectoryName(typeof(ServerProgram).Assembly.Location)!;
        while (!System.IO.File.Exists(Path.Combine(folder, "GdnStreams.psd1")) && Path.GetDirectoryName(folder) is { } parent)
        {
            folder = parent;
        }

        return folder;
    }

    /// <summary>The folder of what is compiled for this machine. Linux with the musl library runs what every machine does.</summary>
    private static string Platform =>
        (RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "win" : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "osx" : IsMusl ? "linux-musl" : "linux")
        + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    private static bool IsMusl => Directory.Exists("/lib") && Directory.GetFiles("/lib", "ld-musl-*").Length > 0;

    private static string? OnPath(string program)
    {
        var file = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? program + ".exe" : program;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split([Path.PathSeparator], StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder.Trim('"'), file)).FirstOrDefault(System.IO.File.Exists);
    }

    private static bool HasRuntime(string dotnet, string framework) => ListRuntimes(dotnet).Split('\n').Select(line => line.Split(' ')).Any(words =>
        words is [var name, var version, ..] && name == framework && int.TryParse(version.Split('.')[0], out var major) && major >= DotnetMajor);

    private static string ListRuntimes(string dotnet)
    {
        var start = Make(dotnet, ["--list-runtimes"]);
        start.RedirectStandardOutput = true;
        try
        {
            using var list = Process.Start(start)!;
            var lines = list.StandardOutput.ReadToEnd();
            list.WaitForExit();
            return lines;
        }
        catch (Win32Exception)
        {
            return ""; // A file of that name that cannot be run.
        }
    }

    private static ProcessStartInfo Make(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, CreateNoWindow = true };
#if NETSTANDARD2_0
        start.Arguments = Arguments.Join(arguments);
#else
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
#endif
        return start;
    }
}
