using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GdnStreams.HouseRules.Packages;

/// <summary>What a user of the libraries gets from NuGet.</summary>
public sealed class Packed(PackedLibraries packages) : IClassFixture<PackedLibraries>
{
    private static readonly string[] Frameworks = ["net8.0", "netstandard2.0"];

    [Theory]
    [InlineData("GdnStreams.Client", "client.md", "T:GdnStreams.Client.GdnSession")]
    [InlineData("GdnStreams.Protocol", "protocol.md", "T:GdnStreams.Protocol.StreamName")]
    public void Is_a_library_for_both_frameworks_with_its_documentation(string library, string readme, string documented)
    {
        using var package = Open(library, "nupkg");
        Assert.Equal(
            Frameworks.SelectMany(framework => new[] { $"lib/{framework}/{library}.dll", $"lib/{framework}/{library}.xml" }).Order(),
            package.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("lib/", StringComparison.Ordinal)).Order());
        foreach (var framework in Frameworks)
        {
            Assert.Contains($"\"{documented}\"", Read(package, $"lib/{framework}/{library}.xml"), StringComparison.Ordinal);
        }

        Assert.Equal(File.ReadAllText(Path.Combine(Repository.Root, "docs", readme)).ReplaceLineEndings(), Read(package, readme).ReplaceLineEndings());
    }

    [Theory]
    [InlineData("GdnStreams.Client", "client.md")]
    [InlineData("GdnStreams.Protocol", "protocol.md")]
    public void Says_what_it_is(string library, string readme)
    {
        using var package = Open(library, "nupkg");
        var metadata = Metadata(package, library);
        Assert.Equal((library, readme), (Text(metadata, "id"), Text(metadata, "readme")));
        Assert.Matches(@"^\d+\.\d+\.\d+", Text(metadata, "version"));
        Assert.Matches(@"\w+ \w+", Text(metadata, "description"));
        Assert.Contains("pulsar", Text(metadata, "tags").Split(' '));
        Assert.NotEmpty(Text(metadata, "authors"));
        Assert.Equal("Apache-2.0", Text(metadata, "license"));
        Assert.Contains("Apache License", File.ReadAllText(Path.Combine(Repository.Root, "LICENSE")), StringComparison.Ordinal);
        if (Directory.Exists(Path.Combine(Repository.Root, ".git")) || File.Exists(Path.Combine(Repository.Root, ".git")))
        {
            var repository = Element(metadata, "repository");
            Assert.Equal("git", (string?)repository.Attribute("type"));
            Assert.Matches("^[0-9a-f]{40}$", (string?)repository.Attribute("commit"));
        }
    }

    [Fact]
    public void Depends_on_the_protocol_and_only_on_NET_Framework_on_more()
    {
        using var package = Open("GdnStreams.Client", "nupkg");
        var dependencies = Element(Metadata(package, "GdnStreams.Client"), "dependencies").Elements().ToDictionary(
            group => (string)group.Attribute("targetFramework")!, group => group.Elements().Select(dependency => (string)dependency.Attribute("id")!).Order().ToArray());
        Assert.Equal(["GdnStreams.Protocol"], dependencies["net8.0"]);
        Assert.Equal(
            ["GdnStreams.Protocol", "Microsoft.Bcl.AsyncInterfaces", "Microsoft.Bcl.TimeProvider", "System.Diagnostics.DiagnosticSource", "System.Threading.Channels"],
            dependencies[".NETStandard2.0"]);
    }

    [Theory]
    [InlineData("GdnStreams.Client")]
    [InlineData("GdnStreams.Protocol")]
    public void Has_symbols_of_builds_that_can_be_repeated(string library)
    {
        using var symbols = Open(library, "snupkg");
        using var package = Open(library, "nupkg");
        foreach (var framework in Frameworks)
        {
            Assert.NotNull(symbols.GetEntry($"lib/{framework}/{library}.pdb"));
            using var assembly = new PEReader(new MemoryStream(Bytes(package, $"lib/{framework}/{library}.dll")));
            Assert.Contains(assembly.ReadDebugDirectory(), entry => entry.Type == DebugDirectoryEntryType.Reproducible);
        }
    }

    [Fact]
    public async Task Is_all_that_a_program_needs()
    {
        var program = Directory.CreateTempSubdirectory("gdn-user-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(program.FullName, "user.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                    <OutputType>Exe</OutputType>
                    <ImplicitUsings>enable</ImplicitUsings>
                    <UseAppHost>false</UseAppHost>
                    <NuGetAudit>false</NuGetAudit>
                    <RestoreSources>{packages.Folder}</RestoreSources>
                    <RestorePackagesPath>{Path.Combine(program.FullName, "packages")}</RestorePackagesPath>
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="GdnStreams.Client" Version="*-*" />
                  </ItemGroup>
                </Project>
                """);
            await File.WriteAllTextAsync(Path.Combine(program.FullName, "Program.cs"), """
                using GdnStreams.Client;
                using GdnStreams.Protocol;

                var options = new GdnSessionOptions { Url = new Uri("http://127.0.0.1:1"), Credential = GdnCredential.ApiKey("a.b.c") };
                try
                {
                    await using var session = await GdnSession.ConnectAsync(options);
                    await using var producer = await session.CreateProducerAsync(StreamName.Create("demo", StreamScope.Global));
                }
                catch (GdnException e)
                {
                    Console.WriteLine(e.Code);
                }
                """);
            Assert.Contains("ConnectionFailed", await PackedLibraries.DotnetAsync(program.FullName, "run"), StringComparison.Ordinal);
        }
        finally
        {
            program.Delete(recursive: true);
        }
    }

    private ZipArchive Open(string library, string kind) => ZipFile.OpenRead(
        Assert.Single(Directory.GetFiles(packages.Folder), file => Regex.IsMatch(Path.GetFileName(file), $@"^{Regex.Escape(library)}\.\d[^/]*\.{kind}$")));

    private static XElement Metadata(ZipArchive package, string library) => Element(XDocument.Parse(Read(package, library + ".nuspec")).Root!, "metadata");

    private static XElement Element(XElement parent, string name) => Assert.Single(parent.Elements(), element => element.Name.LocalName == name);

    private static string Text(XElement parent, string name) => Element(parent, name).Value;

    private static string Read(ZipArchive package, string name) => new StreamReader(new MemoryStream(Bytes(package, name))).ReadToEnd();

    private static byte[] Bytes(ZipArchive package, string name)
    {
        using var content = (package.GetEntry(name) ?? throw new InvalidDataException($"The package has no {name}.")).Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }
}
