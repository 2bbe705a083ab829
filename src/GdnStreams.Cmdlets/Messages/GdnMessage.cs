using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A received message.</summary>
public sealed class GdnMessage
{
    private readonly ReceivedMessage _message;
    private string? _text;
    private object? _json;
    private bool _isRead;
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

    /// <summary>The payload as an object, as ConvertFrom-Json gives it; null where it is not JSON. Parsed once.</summary>
    public object? Json
    {
        get
        {
            if (!_isRead)
            {
                (_json, _isRead) = (JsonText.Read(_message.Payload), true);
            }

            return _json;
        }
    }

    /// <summary>Bytes of payload.</summary>
    public int Size => _message.Payload.Length;

    internal ReadOnlyMemory<byte> Bytes => _message.Payload;

    internal MessageId Id => _message.Id;

    /// <summary>Whether somebody has confirmed or denied it.</summary>
    internal bool IsSettled => Volatile.Read(ref _settled) != 0;

    internal HeldConsumer Source { get; }

    /// <summary>The property <c>Payload</c> in PowerShell. ConvertTo-Json leaves it out: it would write the bytes as a list of numbers.</summary>
    /// <param name="message">A received message.</param>
    public static byte[] Payload(PSObject message) =>
        message?.BaseObject is GdnMessage received ? received._message.Payload.ToArray() : throw new ArgumentException("It is no received message.", nameof(message));

    /// <summary>The text.</summary>
    public override string ToString() => Text;

    /// <summary>True for the first to confirm or deny it.</summary>
    internal bool TrySettle() => Interlocked.Exchange(ref _settled, 1) == 0;
}
