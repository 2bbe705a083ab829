namespace GdnStreams.Protocol;

/// <summary>Percent-encoding as Pulsar reads it (java.net.URLDecoder): <c>+</c> is a space.</summary>
internal static class UrlText
{
    public static string Encode(string text) => Uri.EscapeDataString(text);

    public static string Decode(string text) =>
        text.IndexOf('%') < 0 && text.IndexOf('+') < 0 ? text : Uri.UnescapeDataString(text.Replace('+', ' '));
}
