namespace GdnStreams.Console.Tests;

/// <summary>The console is committed as it was built; where Node is there, it is built again.</summary>
public sealed class TheBuiltFiles
{
    [Fact]
    public async Task Are_what_the_sources_make()
    {
        OtherPrograms.Required("node");
        var directory = Directory.CreateTempSubdirectory("gdn-console-build");
        try
        {
            var sources = Path.Combine(Root(), "src", "GdnStreams.Console");
            foreach (var file in Directory.EnumerateFiles(sources, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(sources, file)))
            {
                if (!file.StartsWith("node_modules", StringComparison.Ordinal) && !file.StartsWith("dist", StringComparison.Ordinal))
                {
                    var copy = Path.Combine(directory.FullName, file);
                    Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                    File.Copy(Path.Combine(sources, file), copy);
                }
            }

            await OtherPrograms.InstallAsync(directory.FullName);
            await OtherPrograms.RunAsync(directory.FullName, null, OtherPrograms.Required("npm"), "run", "build");
            var (built, committed) = (Read(Path.Combine(directory.FullName, "dist")), Read(Path.Combine(sources, "dist")));
            Assert.Equal(committed.Keys.Order(), built.Keys.Order());
            Assert.All(built, file => Assert.True(file.Value == committed[file.Key], $"{file.Key} is not what the sources make. Run ./build.ps1 -Task Console and commit dist."));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static Dictionary<string, string> Read(string folder) => Directory.GetFiles(folder).ToDictionary(file => Path.GetFileName(file)!, File.ReadAllText);

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "GdnStreams.slnx")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
