using System.Text.RegularExpressions;

namespace GdnStreams.HouseRules;

public sealed partial class Files
{
    private const int MaxLines = 300;

    [Fact]
    public void Have_at_most_300_lines() =>
        Assert.DoesNotContain(Everything(), file => Repository.Lines(file).Length > MaxLines);

    [Fact]
    public void Hold_one_type_that_has_their_name()
    {
        foreach (var file in Everything().Where(file => !file.EndsWith("/Program.cs", StringComparison.Ordinal)))
        {
            var types = Repository.Lines(file).Select(line => TopLevelType().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).ToArray();
            Assert.True(types is [var only] && only == Path.GetFileNameWithoutExtension(file), $"{file} holds: {string.Join(", ", types)}");
        }
    }

    [Fact]
    public void Have_names_that_say_something()
    {
        string[] empty = ["Utils", "Util", "Helper", "Helpers", "Common", "Manager", "Impl", "Base", "Misc", "Internal"];
        Assert.DoesNotContain(
            Everything(), file => file.Split('/', '.').Any(part => empty.Any(word => part == word || (word.Length > 4 && part.EndsWith(word, StringComparison.Ordinal)))));
    }

    private static IEnumerable<string> Everything() => Repository.Sources("src").Concat(Repository.Sources("tests"));

    [GeneratedRegex(@"^(?:(?:public|internal|sealed|static|abstract|partial|readonly|ref|file)\s+)*(?:class|record struct|record|struct|interface|enum|delegate)\s+([A-Za-z_]\w*)")]
    private static partial Regex TopLevelType();
}
