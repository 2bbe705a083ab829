using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>What can go wrong while messages are sent, and what to do.</summary>
internal static class SendErrors
{
    /// <summary>What to do where it is known better than the code says; null where it is not.</summary>
    public static string? Todo(GdnException error) => error.Code switch
    {
        GdnErrorCode.StreamNotFound => "List the streams with Get-GdnStream, or create it with -Create or New-GdnStream.",
        GdnErrorCode.ProducerBusy => "Close the other producer, or choose another -ProducerName or -DeduplicationId.",
        GdnErrorCode.Timeout => "Check that the server runs and can be reached, or allow more time with -TimeoutSec.",
        GdnErrorCode.NotSupported => "Use PowerShell 7, or leave out -Schema and check the objects before they are sent.",
        _ => null,
    };
}
