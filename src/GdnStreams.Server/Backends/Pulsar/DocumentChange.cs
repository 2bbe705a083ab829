namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>One document that was written or removed.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Key">Its key.</param>
/// <param name="Json">What it is now; null where it is gone.</param>
internal sealed record DocumentChange(string Kind, string Key, string? Json);
