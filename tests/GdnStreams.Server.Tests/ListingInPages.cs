namespace GdnStreams.Server.Tests;

/// <summary><c>GET /streams</c> for who does not want all of them at once.</summary>
public sealed class ListingInPages(Rest rest) : IClassFixture<Rest>
{
    [Theory]
    [InlineData("", "c8globals.Paged-a c8globals.paged-b c8globals.paged-c c8locals.paged-b")]
    [InlineData("&limit=2", "c8globals.Paged-a c8globals.paged-b")]
    [InlineData("&limit=2&after=c8globals.paged-b", "c8globals.paged-c c8locals.paged-b")]
    [InlineData("&limit=2&after=c8locals.paged-b", "")]
    [InlineData("&limit=2&global=false", "c8locals.paged-b")]
    [InlineData("&limit=0", "c8globals.Paged-a c8globals.paged-b c8globals.paged-c c8locals.paged-b")]
    [InlineData("&limit=x&after=", "c8globals.Paged-a c8globals.paged-b c8globals.paged-c c8locals.paged-b")]
    public async Task A_page_has_what_was_asked_for(string query, string expected)
    {
        foreach (var stream in new[] { "paged-b?global=true", "paged-c?global=true", "Paged-a?global=true", "paged-b?global=false", "other?global=true" })
        {
            await rest.CallAsync($"POST /streams/{stream}");
        }

        var (status, body) = await rest.CallAsync($"GET /streams?contains=PAGED{query}");
        Assert.Equal(200, status);
        var topics = body!["result"]!.AsArray().Select(item => (string)item!["topic"]!);
        Assert.Equal(expected, string.Join(' ', query.Contains("limit=2", StringComparison.Ordinal) ? topics : topics.Order(StringComparer.Ordinal)));
    }
}
