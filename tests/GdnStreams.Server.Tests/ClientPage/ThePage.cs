using System.Text.RegularExpressions;

namespace GdnStreams.Server.Tests.ClientPage;

/// <summary>What docs/client.md shows is what runs here: each of its C# blocks is a region of the samples beside this file, and each region is on the page.</summary>
public sealed partial class ThePage
{
    private static readonly string Root = FindRoot();

    [Fact]
    public void Shows_code_that_runs()
    {
        var blocks = Block().Matches(Read("docs", "client.md")).Select(match => match.Groups["code"].Value).ToArray();
        var regions = Directory.GetFiles(Path.Combine(Root, "tests", "GdnStreams.Server.Tests", "ClientPage"), "*Samples.cs")
            .SelectMany(file => Region().Matches(File.ReadAllText(file).ReplaceLineEndings("\n")))
            .ToDictionary(match => match.Groups["name"].Value, match => Outdented(match.Groups["code"].Value));
        Assert.NotEmpty(blocks);
        foreach (var block in blocks)
        {
            Assert.True(regions.ContainsValue(block), $"This block of docs/client.md is no #region of tests/GdnStreams.Server.Tests/ClientPage/*Samples.cs. Make them the same:\n{block}");
        }

        foreach (var (name, code) in regions)
        {
            Assert.True(blocks.Contains(code), $"The #region {name} of tests/GdnStreams.Server.Tests/ClientPage is not in docs/client.md. Put it there:\n{code}");
        }
    }

    [Fact]
    public void Stands_alone()
    {
        // It is also the page of the package, where no other file of the repository is.
        Assert.DoesNotMatch(@"\]\((?!https?://|#)", Read("docs", "client.md"));
    }

    private static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path])).ReplaceLineEndings("\n");

    private static string Outdented(string code)
    {
        var lines = code.Split('\n');
        var indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > 0 ? line[indent..] : line));
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "GdnStreams.slnx")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^ *#region (?<name>[a-z-]+)\n(?<code>.*?)^ *#endregion$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Region();
}
