using System.Diagnostics;
using GdnStreams.Torture.Histories;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture.Overload;

/// <summary>Somebody who has nothing to do with the load: publishes one message at a time and takes it again.</summary>
internal static class Neighbour
{
    private const int Messages = 300;

    /// <summary>How long it waits for the answer and for the message, in microseconds: medians.</summary>
    public static async Task<(double Answer, double Message)> MeasureAsync(Uri server, string stream)
    {
        using var consumer = await StreamSocket.OpenAsync(server, "consumer", $"{stream}/s");
        using var producer = await StreamSocket.OpenAsync(server, "producer", stream);
        List<double> answers = [], messages = [];
        for (var i = 0; i < Messages; i++)
        {
            var since = Stopwatch.GetTimestamp();
            await producer.SendAsync(Frames.Publish(new MessageName("p", i), filler: 100));
            Assert.Equal("ok", (string)(await producer.NextAsync().AsTask().WaitAsync(ServerUnderTest.Patience))!["result"]!);
            answers.Add(Stopwatch.GetElapsedTime(since).TotalMicroseconds);
            var frame = await consumer.NextAsync().AsTask().WaitAsync(ServerUnderTest.Patience);
            messages.Add(Stopwatch.GetElapsedTime(since).TotalMicroseconds);
            Assert.Equal(i, Frames.Read(frame!).Number);
            await consumer.SendAsync(Frames.Acknowledge(Frames.Id(frame!)));
        }

        return (Median(answers), Median(messages));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
