namespace GdnStreams.HouseRules;

/// <summary>The files of this repository.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>C# files below a folder, without build output, as paths relative to the root.</summary>
    public static IReadOnlyList<string> Sources(string folder) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/node_modules/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    /// <summary>A library as it was built with these tests, for one of its frameworks.</summary>
    public static string Built(string project, string framework)
    {
        var file = Path.Combine(Root, "src", project, "bin", Configuration, framework, project + ".dll");
        return File.Exists(file) ? file : throw new FileNotFoundException($"{file} is missing. Build the solution, or this project, in {Configuration}.");
    }

    /// <summary>Debug or Release: how these tests were built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "GdnStreams.slnx")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
