#if NETSTANDARD2_0
using System.Management.Automation;
using System.Reflection;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Finds the assemblies that lie beside this one in Windows PowerShell, for this module alone and while it is imported. System.Text.Json and what it
/// stands on ask for each other in older versions than the module carries, and a module has no configuration file that says they are the same.
/// </summary>
public sealed class Facades : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly object Lock = new();
    private static readonly string Folder = Path.GetDirectoryName(typeof(Facades).Assembly.Location)!;
    private static int _imports;

    /// <inheritdoc/>
    public void OnImport()
    {
        lock (Lock)
        {
            if (_imports++ == 0)
            {
                AppDomain.CurrentDomain.AssemblyResolve += Resolve;
            }
        }
    }

    /// <summary>Ends with the last runspace that the module is removed from.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        lock (Lock)
        {
            if (--_imports == 0)
            {
                AppDomain.CurrentDomain.AssemblyResolve -= Resolve;
            }
        }
    }

    /// <summary>What another module asks for is its own affair. One that is loaded and as new as ours will do.</summary>
    /// <remarks>
    /// Who asks is a hint in .NET Framework: it is null where an assembly is asked for by its name alone (Type.GetType, Assembly.Load), also by what this
    /// module's own calls lead to. So nobody in particular is answered, too, and gets what no other handler before this one had.
    /// </remarks>
    internal static Assembly? Resolve(object sender, ResolveEventArgs asked)
    {
        var wanted = new AssemblyName(asked.Name);
        var file = Path.Combine(Folder, wanted.Name + ".dll");
        if (!File.Exists(file) || (asked.RequestingAssembly is { } asks && !IsOurs(asks)))
        {
            return null;
        }

        var ours = AssemblyName.GetAssemblyName(file);
        return AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(loaded => loaded.GetName() is var name && name.Name == ours.Name && name.Version >= ours.Version)
            ?? Assembly.LoadFrom(file);
    }

    private static bool IsOurs(Assembly assembly) => !assembly.IsDynamic && Path.GetDirectoryName(assembly.Location) == Folder;
}
#endif
