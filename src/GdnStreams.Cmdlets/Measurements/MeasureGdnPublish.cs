using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Times how long the server takes to store messages, under load: as fast as possible, or at a rate.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "GdnPublish")]
[OutputType(typeof(GdnMeasurement))]
public sealed class MeasureGdnPublish : MeasureCmdlet
{
    /// <summary>Messages a second, of all producers together. Default: as many as possible.</summary>
    [Parameter]
    [ValidateRange(0.001, 1e7)]
    public double? Rate { get; set; }

    /// <summary>Bytes of each payload, 0 to 780,000. Default: 100.</summary>
    [Parameter]
    [ValidateRange(0, 780_000)]
    public int Size { get; set; } = 100;

    private protected override double? TargetRate => Rate;

    private protected override int PayloadSize => Size;

    private protected override GdnMeasurement Measure(GdnSession session, StreamName stream, Load load)
    {
        var startedAt = TimeProvider.System.GetUtcNow();
        Run(load.RunAsync, () => $"{load.Stored:n0} stored, {load.Failed:n0} failed");
        return new GdnMeasurement("Publish", stream, Plan(), new LoadResult(startedAt, load.Elapsed, load.Failed), load.Published);
    }
}
