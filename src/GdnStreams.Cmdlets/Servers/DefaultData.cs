namespace GdnStreams.Cmdlets;

/// <summary>Where a server keeps messages that was told nothing else.</summary>
internal static class DefaultData
{
    /// <summary>GdnStreams/data in the user's local application data.</summary>
    public static string Directory =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "GdnStreams", "data");
}
