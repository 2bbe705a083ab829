using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace GdnStreams.Server.Hosting;

/// <summary>Finds SQLite in <c>runtimes/{platform}/native</c> beside the program, where no list of the program's files tells the runtime.</summary>
internal static class NativeLibraries
{
    /// <summary>Takes part in the search for every library that is found nowhere else.</summary>
    public static void Register() => AssemblyLoadContext.Default.ResolvingUnmanagedDll += Find;

    /// <summary>This process's platform, by the names that packages use.</summary>
    public static string Platform =>
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : IsMusl ? "linux-musl" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    // The runtime's own name of it has the distribution instead where that has built the runtime.
    private static bool IsMusl => RuntimeInformation.RuntimeIdentifier is var name && (name.Contains("musl", StringComparison.Ordinal) || name.StartsWith("alpine", StringComparison.Ordinal));

    private static nint Find(Assembly assembly, string name)
    {
        var (prefix, suffix) = OperatingSystem.IsWindows() ? ("", ".dll") : OperatingSystem.IsMacOS() ? ("lib", ".dylib") : ("lib", ".so");
        var folder = Path.GetDirectoryName(typeof(NativeLibraries).Assembly.Location)!;
        return NativeLibrary.TryLoad(Path.Combine(folder, "runtimes", Platform, "native", prefix + name + suffix), out var library) ? library : 0;
    }
}
