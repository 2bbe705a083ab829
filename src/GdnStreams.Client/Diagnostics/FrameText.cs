using System.Text;
using System.Text.Json;

namespace GdnStreams.Client;

/// <summary>A frame in one line for people: of its payload the size and the beginning, of every other member at most so much.</summary>
internal static class FrameText
{
    private const int MostOfPayload = 40;
    private const int MostOfMember = 160;

    public static string Of(ReadOnlyMemory<byte> frame)
    {
        try
        {
            using var json = JsonDocument.Parse(frame);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? "{" + string.Join(", ", json.RootElement.EnumerateObject().Select(Member)) + "}"
                : Unknown(frame);
        }
        catch (JsonException)
        {
            return Unknown(frame);
        }
    }

    private static string Unknown(ReadOnlyMemory<byte> frame) => $"{frame.Length} bytes that are no frame";

    private static string Member(JsonProperty member) =>
        $"{member.Name}: {(member.NameEquals("payload") ? Payload(member.Value) : Shortened(member.Value.GetRawText(), MostOfMember))}";

    private static string Payload(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String || !value.TryGetBytesFromBase64(out var bytes))
        {
            return "(not Base64)";
        }

        // Perhaps in the middle of a character, which then is shown as unknown.
        var start = Encoding.UTF8.GetString(bytes, 0, Math.Min(bytes.Length, MostOfPayload));
        return $"{bytes.Length} bytes '{start}{(bytes.Length > MostOfPayload ? "..." : "")}'";
    }

    private static string Shortened(string text, int most) => text.Length <= most ? text : $"{text.Substring(0, most)}...";
}
