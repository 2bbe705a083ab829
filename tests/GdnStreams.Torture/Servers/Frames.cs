using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GdnStreams.Torture.Histories;

namespace GdnStreams.Torture.Servers;

/// <summary>The few frames that a well-behaved client sends and reads.</summary>
internal static class Frames
{
    public const string Question = """{"type":"isEndOfTopic"}""";

    /// <summary>A message whose payload begins with its name; its producer is its key.</summary>
    public static string Publish(MessageName message, int filler)
    {
        var payload = Convert.ToBase64String(Encoding.ASCII.GetBytes($"{message}:{new string('x', filler)}"));
        return $$$"""{"payload":"{{{payload}}}","key":"{{{message.Producer}}}","context":"{{{message.Number}}}","properties":{"n":"{{{message.Number}}}"}}""";
    }

    public static string Acknowledge(string messageId) => $$"""{"messageId":"{{messageId}}"}""";

    public static string Deny(string messageId) => $$"""{"type":"negativeAcknowledge","messageId":"{{messageId}}"}""";

    /// <summary>The name in the payload of a delivered message, which has to be whole, with its key and property.</summary>
    public static MessageName Read(JsonNode message)
    {
        var text = Encoding.ASCII.GetString(Convert.FromBase64String((string)message["payload"]!));
        var parts = text.Split(':');
        var isWhole = parts.Length == 3 && parts[2].All(letter => letter == 'x') && (string?)message["key"] == parts[0] && (string?)message["properties"]!["n"] == parts[1];
        return isWhole ? new MessageName(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture)) : new MessageName("broken message " + message.ToJsonString(), 0);
    }

    public static string Id(JsonNode message) => (string)message["messageId"]!;
}
