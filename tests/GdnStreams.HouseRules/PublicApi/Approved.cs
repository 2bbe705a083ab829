using System.Runtime.Loader;
using PublicApiGenerator;

namespace GdnStreams.HouseRules.PublicApi;

/// <summary>What users of the libraries compile against changes only on purpose: each library's public API lies here as text.</summary>
public sealed class Approved
{
    private const string Approve = "GDN_APPROVE_API";
    private const string Folder = "tests/GdnStreams.HouseRules/PublicApi";
    private static readonly string[] Frameworks = ["net8.0", "netstandard2.0"];
    private static readonly ApiGeneratorOptions Options = new()
    {
        IncludeAssemblyAttributes = false,

        // It names a type that the compiler numbers, which nobody can use.
        ExcludeAttributes = ["System.Runtime.CompilerServices.AsyncIteratorStateMachineAttribute"],
    };


    [Theory]
    [InlineData("GdnStreams.Client")]
    [InlineData("GdnStreams.Protocol")]
    public void Is_the_public_API(string library)
    {
        var texts = Frameworks.Select(framework => Describe(Repository.Built(library, framework))).ToArray();

        // One text where the frameworks agree, so that the difference between them, too, is seen where it changes.
        (string Name, string Text)[] actual = texts[0] == texts[1]
            ? [($"{library}.txt", texts[0])]
            : [.. Frameworks.Zip(texts, (framework, text) => ($"{library}.{framework}.txt", text))];
        if (Environment.GetEnvironmentVariable(Approve) is "1" or "true")
        {
            Write(library, actual);
        }

        // A text too many, or one too few, differs from none.
        var approved = Files(library).ToDictionary(file => Path.GetFileName(file)!, file => File.ReadAllText(file).ReplaceLineEndings("\n"));
        var built = actual.ToDictionary(file => file.Name, file => file.Text);
        foreach (var name in approved.Keys.Union(built.Keys))
        {
            var difference = TextDifference.Of(approved.GetValueOrDefault(name, ""), built.GetValueOrDefault(name, ""));
            Assert.True(
                difference.Length == 0,
                $"The public API of {library} is not the approved one (- approved, + built):\n{difference}\nIf users shall see this change, run the tests of "
                + $"tests/GdnStreams.HouseRules once with the environment variable {Approve}=1, read the difference of {Folder}/{name}, and commit it with a line in CHANGELOG.md.");
        }
    }

    private static string Describe(string assembly)
    {
        // Each framework's build in a context of its own: they have the same name.
        var context = new AssemblyLoadContext(assembly, isCollectible: true);
        context.Resolving += (loading, name) => loading.LoadFromAssemblyPath(Path.Combine(Path.GetDirectoryName(assembly)!, name.Name + ".dll"));
        try
        {
            return context.LoadFromAssemblyPath(assembly).GeneratePublicApi(Options).ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        }
        finally
        {
            context.Unload();
        }
    }

    private static void Write(string library, IEnumerable<(string Name, string Text)> files)
    {
        foreach (var old in Files(library))
        {
            File.Delete(old);
        }

        foreach (var (name, text) in files)
        {
            File.WriteAllText(Path.Combine(Repository.Root, Folder, name), text);
        }
    }

    private static IEnumerable<string> Files(string library) => Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder), library + ".*txt");
}
