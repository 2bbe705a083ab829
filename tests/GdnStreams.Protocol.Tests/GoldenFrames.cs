using System.Text;

namespace GdnStreams.Protocol.Tests;

/// <summary>Every frame of the protocol as bytes in a file: what is read from it is written again byte for byte.</summary>
public sealed class GoldenFrames
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Golden");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Are_written_as_they_were_read(string file)
    {
        var golden = File.ReadAllText(Path.Combine(Folder, file)).TrimEnd();
        var utf8 = Encoding.UTF8.GetBytes(golden);
        using var writer = new FrameWriter();
        var written = file.Split('.')[0] switch
        {
            "producer-message" => Frames.TryReadProducerMessage(utf8, out var message, out _) ? writer.Write(message) : default,
            "producer-ack" => writer.Write(Frames.ReadProducerAck(utf8)),
            "consumer-message" => writer.Write(Frames.ReadConsumerFrame(utf8, out _)!),
            "consumer-command" => Frames.TryReadConsumerCommand(utf8, out var command) ? writer.Write(command) : default,
            "end-of-topic" => Frames.ReadConsumerFrame(utf8, out var reached) is null ? writer.Write(new EndOfTopic(reached)) : default,
            var other => throw new InvalidOperationException($"{file}: there is no frame called {other}."),
        };
        Assert.Equal(golden, Encoding.UTF8.GetString(written.Span));
    }

    [Fact]
    public void Cover_every_kind_of_frame() => Assert.Equal(
        ["consumer-command", "consumer-message", "end-of-topic", "producer-ack", "producer-message"],
        Files.Select(row => row.Data.Split('.')[0]).Distinct());
}
