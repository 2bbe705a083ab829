namespace GdnStreams.Engine;

/// <summary>How much was sent at once, and how much of that again.</summary>
internal struct SentTraffic
{
    public int Messages { get; private set; }

    public long Bytes { get; private set; }

    public int AgainMessages { get; private set; }

    public long AgainBytes { get; private set; }

    public void Add(in Delivery delivery)
    {
        var bytes = delivery.Message.Payload.Length;
        (Messages, Bytes) = (Messages + 1, Bytes + bytes);
        if (delivery.RedeliveryCount > 0)
        {
            (AgainMessages, AgainBytes) = (AgainMessages + 1, AgainBytes + bytes);
        }
    }
}
