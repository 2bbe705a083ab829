using System.Text.RegularExpressions;

namespace GdnStreams.HouseRules;

/// <summary>The bodies of REST may follow the wire wherever it goes, because no program compiles against them.</summary>
public sealed partial class WireRecords
{
    private const string Folder = "src/GdnStreams.Protocol/Rest";

    [Fact]
    public void Are_for_our_own_assemblies()
    {
        var files = Repository.Sources(Folder);
        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, file => Repository.Lines(file).Any(line => line.StartsWith("public ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Are_not_in_what_the_client_hands_out()
    {
        var names = Repository.Sources(Folder).Select(Path.GetFileNameWithoutExtension).ToHashSet();
        var used = Repository.Lines("tests/GdnStreams.HouseRules/PublicApi/GdnStreams.Client.txt")
            .SelectMany(line => ProtocolType().Matches(line)).Select(match => match.Groups[1].Value);
        Assert.Empty(used.Intersect(names!));
    }

    [GeneratedRegex(@"GdnStreams\.Protocol\.(\w+)")]
    private static partial Regex ProtocolType();
}
