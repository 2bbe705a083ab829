using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>An input on its way: who sent it hears how it ended, whoever takes the result from the shared producer.</summary>
internal sealed class PendingInput(SendGdnMessage sender, object? input)
{
    public object? Input => input;

    public void End(SendResult result) => sender.Ended(this, result);
}
