using System.Xml.Linq;

namespace GdnStreams.HouseRules;

public sealed class Projects
{
    private static readonly Dictionary<string, string[]> May = new()
    {
        ["GdnStreams.Ahead"] = [],
        ["GdnStreams.Protocol"] = [],
        ["GdnStreams.Client"] = ["GdnStreams.Protocol"],
        ["GdnStreams.Cmdlets"] = ["GdnStreams.Client"],
        ["GdnStreams.Engine"] = ["GdnStreams.Protocol"],
        ["GdnStreams.Server"] = ["GdnStreams.Engine", "GdnStreams.Protocol", "GdnStreams.Client"],
    };

    [Fact]
    public void Reference_only_what_the_architecture_allows()
    {
        var projects = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories);
        Assert.Equal(May.Keys.Order(), projects.Select(Path.GetFileNameWithoutExtension).Order());
        foreach (var project in projects)
        {
            var references = XDocument.Load(project).Descendants("ProjectReference")
                .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
                .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')));
            Assert.Empty(references.Except(May[Path.GetFileNameWithoutExtension(project)]));
        }
    }

    [Fact]
    public void Of_the_module_ship_no_package_on_PowerShell_7()
    {
        foreach (var name in new[] { "GdnStreams.Ahead", "GdnStreams.Protocol", "GdnStreams.Client", "GdnStreams.Cmdlets" })
        {
            var project = XDocument.Load(Path.Combine(Repository.Root, "src", name, name + ".csproj"));
            var shipped = project.Descendants("PackageReference")
                .Where(package => package.Parent!.Attribute("Condition")?.Value.Contains("netstandard2.0", StringComparison.Ordinal) != true)
                .Where(package => (string?)package.Attribute("PrivateAssets") != "all");
            Assert.Empty(shipped.Select(package => (string?)package.Attribute("Include")));
        }
    }

    [Fact]
    public void Are_all_in_the_solution_and_lock_their_packages()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "GdnStreams.slnx"));
        foreach (var project in Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*.csproj", SearchOption.AllDirectories)))
        {
            Assert.Contains(Path.GetFileName(project), solution, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")), project);
        }
    }
}
