using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Lets the server send one test delivery to the address of a push, signed as messages are, and tells what came of it. No message is touched. For administrators.</summary>
[Cmdlet(VerbsDiagnostic.Test, "GdnPush")]
[OutputType(typeof(GdnPushTest), typeof(bool))]
public sealed class TestGdnPush : PushCmdlet
{
    /// <summary>Writes only whether the address took it.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override void Process(GdnSession session, StreamName stream, string subscription)
    {
        var result = Await(session.Pushes.TestAsync(stream, subscription, Cancelled));
        WriteObject(Quiet ? result.IsAccepted : new GdnPushTest(stream, subscription, result));
    }
}
