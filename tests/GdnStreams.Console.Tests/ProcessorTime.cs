namespace GdnStreams.Console.Tests;

/// <summary>The time that the processor works for a page's main thread; a page that is answering has some of each second left.</summary>
internal sealed class ProcessorTime
{
    private readonly ICDPSession _tools;

    private ProcessorTime(ICDPSession tools) => _tools = tools;

    public static async Task<ProcessorTime> OfAsync(IPage page)
    {
        var tools = await page.Context.NewCDPSessionAsync(page);
        await tools.SendAsync("Performance.enable", new Dictionary<string, object> { ["timeDomain"] = "threadTicks" });
        return new ProcessorTime(tools);
    }

    /// <summary>Seconds since the page was there.</summary>
    public async Task<double> SecondsAsync()
    {
        var metrics = (await _tools.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray();
        return metrics.Single(metric => metric.GetProperty("name").GetString() == "ThreadTime").GetProperty("value").GetDouble();
    }
}
