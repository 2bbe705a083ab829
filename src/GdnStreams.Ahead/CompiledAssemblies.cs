using System.Management.Automation;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace GdnStreams;

/// <summary>
/// Loads the module's assemblies as they are compiled for this machine, where the package has them so. PowerShell, which loads this one first, then
/// takes them for those that it loads by their path (docs/decisions/0009-the-module-carries-its-server.md).
/// </summary>
public sealed class CompiledAssemblies : IModuleAssemblyInitializer
{
    private const int DotnetMajor = 10;

    /// <inheritdoc/>
    public void OnImport()
    {
        // From bin/net8.0/GdnStreams.Ahead.dll. What is compiled for a later .NET is of no use to an earlier one.
        var root = Path.GetFullPath("../../..", typeof(CompiledAssemblies).Assembly.Location);
        var folder = Path.Combine(root, "server", RuntimeInformation.RuntimeIdentifier, "module");
        if (Environment.Version.Major >= DotnetMajor && Directory.Exists(folder))
        {
            foreach (var file in Directory.GetFiles(folder, "*.dll"))
            {
                AssemblyLoadContext.Default.LoadFromAssemblyPath(file);
            }
        }
    }
}
