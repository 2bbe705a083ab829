using System.Xml.Linq;
using GdnStreams.Benchmarks.Contestants;

namespace GdnStreams.Benchmarks.Tests;

/// <summary>The contestants that need nothing installed, in turns of a twentieth of a second.</summary>
public sealed class TakingALook
{
    private static readonly string[] Everywhere = [Field.Library, Field.Naive, Field.NullServer, "fasterlog", Field.Sqlite];

    [Fact]
    public async Task Writes_the_page_with_its_figures_and_pictures()
    {
        var folder = Directory.CreateTempSubdirectory("gdn-bench");
        try
        {
            var settings = new RunSettings { Root = folder.FullName, Output = folder.FullName, Quick = true, Seconds = 0.05, Rounds = 1, ContestantsOnly = true, Only = Everywhere };
            List<string> said = [];
            var report = await new Benchmark(settings, TimeProvider.System, said.Add).RunAsync();
            await Benchmark.WriteAsync(report, settings.Output);

            Assert.True(report.Skipped.Count == 0, string.Join(Environment.NewLine, report.Skipped));
            Assert.Equal(Everywhere.Order(), report.Rows.Select(row => row.Contestant).Distinct().Order());
            Assert.All(report.Rows, row => Assert.True(row.Rate > 0, row.ToString()));
            var page = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "benchmarks.md"));
            Assert.Contains("| Client library, our server |", page, StringComparison.Ordinal);
            var pictures = Directory.GetFiles(Path.Combine(folder.FullName, "images", "benchmarks"));
            Assert.All(pictures, picture => Assert.Equal("svg", XDocument.Load(picture).Root!.Name.LocalName));
            Assert.All(pictures, picture => Assert.Contains($"images/benchmarks/{Path.GetFileName(picture)}", page, StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
