using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>An input on its way: its sender hears how it ended, and so does the received message that it was made of.</summary>
internal sealed class PendingInput(MessageSender sender, object? input, Delivery? delivery)
{
    public object? Input => input;

    public void End(SendResult result)
    {
        sender.Ended(this, result);
        delivery?.End(result.Error is null);
    }
}
