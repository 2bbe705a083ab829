namespace GdnStreams.Benchmarks.Clients;

/// <summary>The line that answers a command: an error, or what was measured.</summary>
internal sealed record ClientAnswer(string? Error = null, Measurement? Measured = null);
