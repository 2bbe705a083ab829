namespace GdnStreams.Protocol.Tests;

/// <summary>An object with the members of frames and values that mostly are none of theirs, and sometimes a byte that does not belong.</summary>
public sealed record AnyJson(byte[] Utf8)
{
    /// <inheritdoc/>
    public override string ToString() => System.Text.Encoding.UTF8.GetString(Utf8);
}
