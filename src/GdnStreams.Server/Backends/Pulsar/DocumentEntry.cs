using System.Text.Json;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>Changes that belong together, as one message of the topic that holds the documents.</summary>
/// <param name="Id">Tells its writer that this is its own.</param>
/// <param name="After">How many entries counted when it was made; it counts where there are no more when it arrives.</param>
/// <param name="Changes">What it changes.</param>
/// <param name="Format">Grows with what gateways of before would read wrongly.</param>
internal sealed record DocumentEntry(string Id, long After, IReadOnlyList<DocumentChange> Changes, int Format = DocumentEntry.Latest)
{
    /// <summary>The newest format that this gateway reads, and the one that it writes.</summary>
    public const int Latest = 1;

    /// <summary>A new entry that changes nothing, and never counts.</summary>
    public static DocumentEntry Nothing => new(Guid.NewGuid().ToString("N"), -1, []);

    /// <summary>Reads a message of the topic.</summary>
    /// <exception cref="JsonException">It is no entry.</exception>
    /// <exception cref="NotSupportedException">It is one of a newer gateway.</exception>
    public static DocumentEntry Read(ReadOnlyMemory<byte> payload)
    {
        using var json = JsonDocument.Parse(payload);
        if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(nameof(Format), out var format) && format.TryGetInt32(out var number) && number > Latest)
        {
            throw new NotSupportedException($"it has format {number}, and this gateway reads formats up to {Latest}");
        }

        var entry = json.RootElement.Deserialize(DocumentJson.Default.DocumentEntry);
        return entry is not null && !entry.Changes.Contains(null!) ? entry : throw new JsonException("It is null, or one of its changes is.");
    }

    /// <summary>As a message of the topic.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, DocumentJson.Default.DocumentEntry);
}
