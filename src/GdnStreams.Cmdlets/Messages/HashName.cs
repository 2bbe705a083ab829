namespace GdnStreams.Cmdlets;

/// <summary>Names that are made of a hash.</summary>
internal static class HashName
{
    /// <summary>The hash in hexadecimal digits behind a word that says what it is of.</summary>
    public static string Of(string word, byte[] hash) =>
#if NETSTANDARD2_0
        $"{word}-{BitConverter.ToString(hash).Replace("-", "")}";
#else
        $"{word}-{Convert.ToHexString(hash)}";
#endif
}
