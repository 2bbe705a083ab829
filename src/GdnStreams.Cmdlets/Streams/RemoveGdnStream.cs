using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Deletes streams with their messages and subscriptions.</summary>
[Cmdlet(VerbsCommon.Remove, "GdnStream", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveGdnStream : NamedStreamCmdlet
{
    /// <summary>Asks no questions, and removes also while producers or consumers of others are connected.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Process(GdnSession session, StreamName stream)
    {
        if (!ShouldProcess(stream.Topic, "Remove stream with its messages and subscriptions", Force))
        {
            return;
        }

        // What this session itself holds open must not be in the way.
        var consumers = SessionConsumers.Of(session);
        var hadProducers = Await(SessionProducers.Of(session).CloseAsync(stream));
        Await(consumers.CloseAsync(stream, subscription: null));
        Await(Reopening.DeleteAsync(() => session.Streams.DeleteAsync(stream, Force, Cancelled), hadProducers || consumers.HasJustLeft(stream, subscription: null), Cancelled));
    }

    private protected override string? Todo(GdnException error) =>
        error.Code == GdnErrorCode.ActiveConsumers ? "Close its producers and consumers, or remove it with -Force." : null;
}
