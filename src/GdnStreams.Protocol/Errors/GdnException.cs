namespace GdnStreams.Protocol;

/// <summary>The one exception of the library. <see cref="Code"/> says whether to retry, mend the input, sign in, or give up.</summary>
/// <remarks>Its message never contains a credential. A caller's own cancellation is <see cref="OperationCanceledException"/>, never this.</remarks>
public sealed class GdnException : Exception
{
    /// <summary>Creates the exception with a message for people: what was wrong, what is allowed, what to do.</summary>
    public GdnException(GdnErrorCode code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>What went wrong.</summary>
    public GdnErrorCode Code { get; }

    /// <summary>The server's id of the failed request (<c>x-gdn-requestid</c>), where there was one.</summary>
    public string? RequestId { get; init; }

    /// <summary>The HTTP status that the server answered, or 0 where there was none.</summary>
    public int Status { get; init; }
}
