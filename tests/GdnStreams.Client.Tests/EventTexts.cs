using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;

namespace GdnStreams.Client.Tests;

/// <summary>The events of one source, as texts.</summary>
internal sealed class EventTexts(string source) : EventListener
{
    private readonly ConcurrentQueue<string> _texts = new();

    public IEnumerable<string> Texts => _texts;

    // The base class calls this while it is constructed; a primary constructor has set its parameter by then.
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == source)
        {
            EnableEvents(eventSource, EventLevel.Verbose);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
        _texts.Enqueue(string.Format(CultureInfo.InvariantCulture, eventData.Message ?? "", [.. eventData.Payload ?? Enumerable.Empty<object?>()]));
}
