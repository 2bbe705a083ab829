namespace GdnStreams.HouseRules;

/// <summary>What differs between GDN and Pulsar stands in one class for each; a branch elsewhere would be the first of many.</summary>
public sealed class Dialects
{
    private static readonly string[] Choosing = ["src/GdnStreams.Client/Dialects/ServiceDialect.cs", "src/GdnStreams.Client/Sessions/GdnSessionOptions.cs"];

    [Fact]
    public void Are_told_apart_where_a_session_chooses_and_nowhere_else()
    {
        var asking = Repository.Sources("src/GdnStreams.Client")
            .Where(file => Repository.Lines(file).Any(line => line.Contains("GdnDialect.", StringComparison.Ordinal) && !line.Contains("nameof(", StringComparison.Ordinal)));
        Assert.Equal(Choosing, asking);
    }
}
