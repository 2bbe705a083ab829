namespace GdnStreams.Protocol;

/// <summary>Carries a fault out of a converter to <see cref="Frames"/>; nobody else sees it.</summary>
internal sealed class FrameFaultException(FrameErrorCode code, string message, bool closesSocket = false) : Exception(message)
{
    public FrameErrorCode Code { get; } = code;

    public bool ClosesSocket { get; } = closesSocket;
}
