namespace GdnStreams.Protocol;

/// <summary>Why a frame could not be taken, and what the server does about it.</summary>
/// <param name="Code">The code for the answer.</param>
/// <param name="Message">The reason, for people.</param>
/// <param name="Context">The frame's context, where it could still be read.</param>
/// <param name="ClosesSocket">True where Pulsar drops the socket (1011) instead of answering.</param>
public readonly record struct FrameFault(FrameErrorCode Code, string Message, string? Context, bool ClosesSocket);
