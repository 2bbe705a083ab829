namespace GdnStreams.Cmdlets;

/// <summary>Who acknowledges what Receive-GdnMessage writes.</summary>
public enum AckMode
{
    /// <summary>Receive-GdnMessage, when the pipeline after it has processed the message without a terminating error.</summary>
    AfterPipeline,

    /// <summary>The script, with Confirm-GdnMessage or Deny-GdnMessage.</summary>
    Manual,

    /// <summary>Receive-GdnMessage, when it writes the message: what the pipeline then fails with is not delivered again.</summary>
    OnEmit,
}
