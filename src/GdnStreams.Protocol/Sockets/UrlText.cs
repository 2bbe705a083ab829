namespace GdnStreams.Protocol;

/// <summary>Percent-encoding as Pulsar reads it (java.net.URLDecoder): <c>+</c> is a space.</summary>
internal static class UrlText
{
    /// <summary>A segment of a path.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/>: <see cref="IsStep"/>.</exception>
    public static string Encode(string text) => IsStep(text)
        ? throw new GdnException(GdnErrorCode.InvalidName, $"'{text}' cannot be a name: in the path of an address it means another place.")
        : Uri.EscapeDataString(text);

    /// <summary>Whether a URL cannot say it: <c>.</c> and <c>..</c> are taken out of a path even when they are escaped, so that
    /// <c>DELETE .../streams/x/subscriptions/..</c> would be <c>DELETE .../streams/x/</c>.</summary>
    public static bool IsStep(string text) => text is "" or "." or "..";

    /// <summary>One part of a REST path. A part that is empty, <c>.</c> or <c>..</c> would make it the path of something else.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/></exception>
    public static string Segment(string text) => text is null or "" or "." or ".."
        ? throw new GdnException(GdnErrorCode.InvalidName, $"'{text}' cannot be a name here.")
        : Encode(text);

    /// <summary>A subscription in a path of Pulsar's administration, which decodes it twice (not the topic).</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/></exception>
    public static string SegmentDecodedTwice(string text) =>
        Segment(text.IndexOf('%') < 0 && text.IndexOf('+') < 0 ? text : Encode(text));

    public static string Decode(string text) =>
        text.IndexOf('%') < 0 && text.IndexOf('+') < 0 ? text : Uri.UnescapeDataString(text.Replace('+', ' '));
}
