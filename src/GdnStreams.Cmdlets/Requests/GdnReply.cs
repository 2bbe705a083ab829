using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>What a handler answered to a request.</summary>
public sealed class GdnReply : DisplayObject
{
    private readonly ReceivedMessage _message;
    private object? _json;
    private bool _isRead;

    internal GdnReply(ReceivedMessage message, PendingRequest request) =>
        (_message, InputObject, CorrelationId, Elapsed, Text) = (message, request.Input, request.Id, request.Elapsed, message.Text);

    /// <summary>What was sent.</summary>
    public object? InputObject { get; }

    /// <summary>The payload read as UTF-8; empty where the script block wrote nothing.</summary>
    public string Text { get; }

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

    /// <summary>Properties of the reply.</summary>
    public IReadOnlyDictionary<string, string> Properties => _message.Properties;

    /// <summary>Time from the sending to the reply.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>What told this reply from others.</summary>
    public string CorrelationId { get; }

    /// <summary>The payload's bytes.</summary>
    public byte[] ToBytes() => _message.Payload.ToArray();

    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
