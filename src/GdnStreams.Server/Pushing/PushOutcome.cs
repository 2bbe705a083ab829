namespace GdnStreams.Server.Pushing;

/// <summary>What came of one request.</summary>
/// <param name="Status">HTTP status of the answer; 0 where there was none.</param>
/// <param name="Error">What went wrong, in words of the server's own; null where the message was taken.</param>
/// <param name="RetryAfter">How long the receiver asks to wait.</param>
/// <param name="Elapsed">Time until the answer or the failure.</param>
internal readonly record struct PushOutcome(int Status, string? Error, TimeSpan? RetryAfter, TimeSpan Elapsed);
