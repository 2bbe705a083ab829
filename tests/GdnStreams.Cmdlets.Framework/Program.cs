using System.Management.Automation;
using System.Reflection;

namespace GdnStreams.Cmdlets.Framework;

/// <summary>Imports the module's assembly as Windows PowerShell does, uses it, and removes it. It writes what it finds, a line each.</summary>
internal static class Program
{
    private static void Main(string[] args)
    {
        var (folder, profiles) = (args[0], args[1]);
        var module = Assembly.LoadFrom(Path.Combine(folder, "GdnStreams.Cmdlets.dll"));
        Console.WriteLine($"listens before: {Listeners()}");
        foreach (var type in Of<IModuleAssemblyInitializer>(module))
        {
            type.OnImport();
        }

        Console.WriteLine($"listens: {Listeners()}");
        Console.WriteLine($"cmdlets: {module.GetTypes().Count(type => type.GetCustomAttribute<CmdletAttribute>() is not null)}");

        // Read as JSON by the module itself.
        Environment.SetEnvironmentVariable("GDN_PROFILES", profiles);
        var read = (System.Collections.IEnumerable)module.GetType("GdnStreams.Cmdlets.ProfileFile")!.GetMethod("Read")!.Invoke(null, null)!;
        Console.WriteLine($"profiles: {string.Join(", ", read.Cast<object>())}");
        foreach (var reference in Directory.GetFiles(folder, "*.dll").SelectMany(file => Assembly.LoadFrom(file).GetReferencedAssemblies()))
        {
            if (File.Exists(Path.Combine(folder, reference.Name + ".dll")) && Resolve(module, reference.FullName, module) is not { } found)
            {
                Console.WriteLine($"missing: {reference}");
            }
        }

        const string Older = "System.Runtime.CompilerServices.Unsafe, Version=4.0.4.1, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a";
        Console.WriteLine($"an older one: {Resolve(module, Older, module)?.GetName().Name}");
        Console.WriteLine($"for another: {Resolve(module, Older, typeof(Program).Assembly)?.GetName().Name ?? "none"}");
        Console.WriteLine($"not there: {Resolve(module, "Elsewhere, Version=1.0.0.0", module)?.GetName().Name ?? "none"}");
        Of<IModuleAssemblyCleanup>(module, "Facades").Single().OnRemove(null!);
        Console.WriteLine($"listens after: {Listeners()}");
    }

    private static IEnumerable<T> Of<T>(Assembly module, string name = "") =>
        module.GetExportedTypes().Where(type => typeof(T).IsAssignableFrom(type) && type.Name.Contains(name)).Select(type => (T)Activator.CreateInstance(type)!);

    private static Assembly? Resolve(Assembly module, string name, Assembly asks) =>
        (Assembly?)module.GetType("GdnStreams.Cmdlets.Facades")!.GetMethod("Resolve", BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, [null, new ResolveEventArgs(name, asks)]);

    /// <summary>How many of the module's methods the process asks for assemblies that it does not find. The field has two names, .NET Framework's and Mono's.</summary>
    private static int Listeners()
    {
        const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;
        var field = typeof(AppDomain).GetField("_AssemblyResolve", Hidden) ?? typeof(AppDomain).GetField("AssemblyResolve", Hidden);
        return ((Delegate?)field!.GetValue(AppDomain.CurrentDomain))?.GetInvocationList().Count(one => one.Method.DeclaringType?.Namespace == "GdnStreams.Cmdlets") ?? 0;
    }
}
