using System.Diagnostics;
using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Tests whether the server of a session can be reached and takes its credential, how long an answer takes, and how far the clocks are apart. What fails is in the result.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Gdn")]
[OutputType(typeof(GdnTest), typeof(bool))]
public sealed class TestGdn : SessionCmdlet
{
    private const int Rounds = 3;

    /// <summary>The session to test; takes what Get-GdnSession writes. Default: the one opened or selected last in this runspace, or else that of the profile that connects on first use.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [LiveSession]
    [ValidateNotNull]
    public override GdnSession? Session { get; set; }

    /// <summary>Writes only whether all is well.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var test = Await(TestAsync(OpenSession));
        WriteObject(Quiet ? test.IsHealthy : test);
    }

    private async Task<GdnTest> TestAsync(GdnSession session)
    {
        var test = new GdnTest(session);
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                var watch = Stopwatch.StartNew();
                var version = await session.GetServerVersionAsync(Cancelled).ConfigureAwait(false);
                test.RoundTrip = test.RoundTrip < watch.Elapsed ? test.RoundTrip : watch.Elapsed;
                (test.IsReachable, test.Server) = (true, $"{version.Server} {version.Version}");
            }

            // A version is told to everybody; its own fabric only to a user.
            await session.Fabrics.GetAsync(cancellationToken: Cancelled).ConfigureAwait(false);
            test.IsSignedIn = true;
        }
        catch (GdnException e)
        {
            // Whatever the server says, it is there; and who is forbidden something is known.
            test.IsReachable |= e.Status > 0;
            (test.IsSignedIn, test.Problem) = (e.Code == GdnErrorCode.Forbidden, e.Code == GdnErrorCode.Forbidden ? null : e.Message);
        }

        test.ClockOffset = test.IsReachable ? session.ClockOffset : null;
        return test;
    }
}
