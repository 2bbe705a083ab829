using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A message that was received by a subscription, or read without one.</summary>
public sealed class GdnMessage : DisplayObject
{
    private static readonly object Unread = new();
    private readonly ReceivedMessage _message;
    private readonly int _returned;
    private string? _text;
    private object? _json = Unread;
    private int _settled;

    /// <param name="message">What came.</param>
    /// <param name="source">Who can settle it; null where it was only read.</param>
    /// <param name="returned">How often it was delivered before, as the session knows.</param>
    internal GdnMessage(ReceivedMessage message, HeldConsumer? source = null, int returned = 0) => (_message, Source, _returned) = (message, source, returned);

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

    /// <summary>How many times it was delivered before, as far as the server or this session has counted: the server counts for Shared and KeyShared, while a consumer is connected.</summary>
    public int RedeliveryCount => Math.Max(_message.RedeliveryCount, _returned);

    /// <summary>Name of the stream it came from, without the prefix of the scope.</summary>
    public string Stream => _message.Stream.Name;

    /// <summary>Scope of the stream.</summary>
    public StreamScope Scope => _message.Stream.Scope;

    /// <summary>The subscription it came by, or whose backlog was read; null where the stream was read.</summary>
    public string? Subscription => _message.Subscription;

    /// <summary>What the server calls it.</summary>
    public string MessageId => _message.Id.ToString();

    /// <summary>The payload as an object, as ConvertFrom-Json gives it; null where it is not JSON. Parsed once.</summary>
    public object? Json
    {
        get
        {
            if (_json == Unread)
            {
                _json = JsonText.Read(_message.Payload);
            }

            return _json;
        }
    }

    /// <summary>Bytes of payload.</summary>
    public int Size => _message.Payload.Length;

    /// <summary>Whether the payload is JSON, which may be a null.</summary>
    internal bool IsJson => Json is not null || Text.Trim() == "null";

    internal ReadOnlyMemory<byte> Bytes => _message.Payload;

    internal MessageId Id => _message.Id;

    /// <summary>Who can confirm and deny it; null where it was only read.</summary>
    internal HeldConsumer? Source { get; }

    /// <summary>Whether somebody has confirmed or denied it.</summary>
    internal bool IsSettled => Volatile.Read(ref _settled) != 0;

    /// <summary>The property <c>Payload</c> in PowerShell. ConvertTo-Json leaves it out: it would write the bytes as a list of numbers.</summary>
    /// <param name="message">A received message.</param>
    public static byte[] Payload(PSObject message) => Of(message)._message.Payload.ToArray();

    /// <summary>The property <c>Age</c> in PowerShell: the time since the server took the message, by this machine's clock; at least zero.</summary>
    /// <param name="message">A received message.</param>
    public static TimeSpan Age(PSObject message) =>
        Of(message) is var received && TimeProvider.System.GetUtcNow() - received.PublishTime is var age && age > TimeSpan.Zero ? age : TimeSpan.Zero;

    /// <summary>The property <c>SizeText</c> in PowerShell: the size as the views show it.</summary>
    /// <param name="message">A received message.</param>
    public static string? SizeText(PSObject message) => DisplayText.Size(Of(message).Size);

    /// <summary>The text.</summary>
    public override string ToString() => Text;

    private static GdnMessage Of(PSObject message) => message?.BaseObject as GdnMessage ?? throw new ArgumentException("It is no received message.", nameof(message));

    /// <summary>True for the first to confirm or deny it.</summary>
    internal bool TrySettle() => Interlocked.Exchange(ref _settled, 1) == 0;

    /// <summary>What was to settle it has failed: somebody else may.</summary>
    internal void Unsettle() => Volatile.Write(ref _settled, 0);
}
