namespace GdnStreams.Cmdlets;

/// <summary>What Receive-GdnMessage writes of a message.</summary>
public enum MessageForm
{
    /// <summary>The message, with its key, properties and times.</summary>
    Message,

    /// <summary>The payload as text.</summary>
    Text,

    /// <summary>The payload as an object, as ConvertFrom-Json gives it.</summary>
    Json,

    /// <summary>The payload as an array of bytes.</summary>
    Bytes,
}
