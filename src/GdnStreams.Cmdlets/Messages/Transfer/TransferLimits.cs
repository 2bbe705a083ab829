namespace GdnStreams.Cmdlets;

/// <summary>How a transfer goes on, as its cmdlet's parameters say it.</summary>
/// <param name="Count">Most messages.</param>
/// <param name="Rate">Most messages a second; null does not slow down.</param>
/// <param name="Timeout">How long a message may wait to be stored.</param>
/// <param name="Again">Whether to store also what an earlier run stored.</param>
/// <param name="Create">Whether to create targets.</param>
/// <param name="MaxRedrive">How often a message may be moved; 0 where that does not matter.</param>
internal sealed record TransferLimits(long Count, double? Rate, TimeSpan Timeout, bool Again, bool Create, int MaxRedrive);
