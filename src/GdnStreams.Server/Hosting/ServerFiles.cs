using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace GdnStreams.Server.Hosting;

/// <summary>
/// Finds the program's libraries where no list of its files tells the runtime: beside the program, and one folder up, which has the files for
/// every platform where the program is in the folder of one.
/// </summary>
internal static class ServerFiles
{
    private static readonly string Own = Folder();
    private static readonly string Common = Path.GetDirectoryName(Own.TrimEnd(Path.DirectorySeparatorChar)) ?? Own;

    /// <summary>Takes part in the search for every library that is found nowhere else.</summary>
    public static void Register()
    {
        AssemblyLoadContext.Default.Resolving += Find;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += FindNative;
    }

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "Where the program is one file, it is beside itself.")]
    private static string Folder() => Path.GetDirectoryName(typeof(ServerFiles).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory;

    // The runtime's own name of the platform has the distribution instead where that has built the runtime.
    private static string Platform =>
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : IsMusl(RuntimeInformation.RuntimeIdentifier) ? "linux-musl" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    private static bool IsMusl(string runtime) => runtime.Contains("musl", StringComparison.Ordinal) || runtime.StartsWith("alpine", StringComparison.Ordinal);

    private static Assembly? Find(AssemblyLoadContext context, AssemblyName name) =>
        new[] { Own, Common }.Select(folder => Path.Combine(folder, name.Name + ".dll")).FirstOrDefault(File.Exists) is { } file
            ? context.LoadFromAssemblyPath(file)
            : null;

    private static nint FindNative(Assembly assembly, string name)
    {
        var (prefix, suffix) = OperatingSystem.IsWindows() ? ("", ".dll") : OperatingSystem.IsMacOS() ? ("lib", ".dylib") : ("lib", ".so");
        foreach (var folder in new[] { Own, Common })
        {
            if (NativeLibrary.TryLoad(Path.Combine(folder, "runtimes", Platform, "native", prefix + name + suffix), out var library))
            {
                return library;
            }
        }

        return 0;
    }
}
