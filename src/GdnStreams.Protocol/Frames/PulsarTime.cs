using System.Globalization;

namespace GdnStreams.Protocol;

/// <summary>Instants as Pulsar's DateFormatter writes them: ISO 8601 with offset, trailing zeros of the fraction dropped.</summary>
internal static class PulsarTime
{
    public static string Write(DateTimeOffset value) =>
        value.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF", CultureInfo.InvariantCulture)
        + (value.Offset == TimeSpan.Zero ? "Z" : value.ToString("zzz", CultureInfo.InvariantCulture));

    /// <summary>ISO 8601; an old server's form without offset is taken as UTC.</summary>
    public static bool TryRead(string? text, out DateTimeOffset value) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value);
}
