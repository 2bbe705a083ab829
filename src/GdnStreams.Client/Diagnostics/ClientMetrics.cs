using System.Diagnostics.Metrics;

namespace GdnStreams.Client;

/// <summary>The meter <c>GdnStreams</c>. Names follow OpenTelemetry's conventions for messaging clients.</summary>
internal static class ClientMetrics
{
    private static readonly Meter Meter = new(ClientTracing.Name);
    private static readonly Counter<long> Sent = Meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Messages whose send ended, with error.type where it failed.");
    private static readonly Counter<long> Consumed = Meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Messages taken from a consumer or reader.");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("messaging.client.operation.duration", "s", "From the acceptance of a message to its acknowledgement.");
    private static readonly Counter<long> Reconnects = Meter.CreateCounter<long>("gdnstreams.client.reconnects", "{reconnect}", "Sockets that broke or could not be opened and were tried again.");
    private static readonly UpDownCounter<long> Connections = Meter.CreateUpDownCounter<long>("gdnstreams.client.connections", "{connection}", "Open sockets.");

    public static void SendEnded(string stream, TimeSpan duration, string? error)
    {
        if (!Sent.Enabled && !Duration.Enabled)
        {
            return;
        }

        var destination = new KeyValuePair<string, object?>("messaging.destination.name", stream);
        if (error is null)
        {
            Sent.Add(1, destination);
            Duration.Record(duration.TotalSeconds, destination);
        }
        else
        {
            var type = new KeyValuePair<string, object?>("error.type", error);
            Sent.Add(1, destination, type);
            Duration.Record(duration.TotalSeconds, destination, type);
        }
    }

    public static void Taken(string stream)
    {
        if (Consumed.Enabled)
        {
            Consumed.Add(1, new KeyValuePair<string, object?>("messaging.destination.name", stream));
        }
    }

    public static void Changed(ConnectionStateChangedEventArgs change)
    {
        if (change.Current == ConnectionState.Open)
        {
            Connections.Add(1);
        }
        else if (change.Previous == ConnectionState.Open)
        {
            Connections.Add(-1);
        }

        if (change.NextAttemptIn is not null)
        {
            Reconnects.Add(1);
        }
    }
}
