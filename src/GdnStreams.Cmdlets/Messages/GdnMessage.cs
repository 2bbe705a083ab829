using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A received message.</summary>
public sealed class GdnMessage
{
    private readonly ReceivedMessage _message;
    private string? _text;
    private byte[]? _payload;
    private int _settled;

    internal GdnMessage(ReceivedMessage message, HeldConsumer source) => (_message, Source) = (message, source);

    /// <summary>The payload read as UTF-8.</summary>
    public string Text => _text ??= _message.Text;

    /// <summary>The publisher's key; null where it gave none.</summary>
    public string? Key => _message.Key;

    /// <summary>The publisher's properties.</summary>
    public IReadOnlyDictionary<string, string> Properties => _message.Properties;

    /// <summary>When the server took the message.</summary>
    public DateTimeOffset PublishTime => _message.PublishTime;

    /// <summary>The publisher's event time.</summary>
    public DateTimeOffset? EventTime => _message.EventTime;

    /// <summary>How many times it was delivered before.</summary>
    public int RedeliveryCount => _message.RedeliveryCount;

    /// <summary>Name of the stream it came from, without the prefix of the scope.</summary>
    public string Stream => _message.Stream.Name;

    /// <summary>Scope of the stream.</summary>
    public StreamScope Scope => _message.Stream.Scope;

    /// <summary>The subscription it came by.</summary>
    public string? Subscription => _message.Subscription;

    /// <summary>What the server calls it.</summary>
    public string MessageId => _message.Id.ToString();

    /// <summary>The bytes.</summary>
    public byte[] Payload => _payload ??= _message.Payload.ToArray();

    internal ReadOnlyMemory<byte> Bytes => _message.Payload;

    internal MessageId Id => _message.Id;

    internal HeldConsumer Source { get; }

    /// <summary>The payload as PowerShell's object, as ConvertFrom-Json gives it.</summary>
    /// <exception cref="System.Text.Json.JsonException">The payload is not JSON.</exception>
    public object? FromJson() => JsonObjects.Read(_message.Payload);

    /// <summary>The text.</summary>
    public override string ToString() => Text;

    /// <summary>True for the first to confirm or deny it.</summary>
    internal bool TrySettle() => Interlocked.Exchange(ref _settled, 1) == 0;
}
