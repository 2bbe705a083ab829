namespace GdnStreams.Server.Operations;

/// <summary>Every line that the server logs by itself. None takes a credential, a header, a query or a payload.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Information, "Listening on {Url}; messages are in {Data}.")]
    public static partial void Started(this ILogger log, string url, string data);

    [LoggerMessage(2, LogLevel.Information, "Stopping: no new connections, sockets are told goodbye.")]
    public static partial void Stopping(this ILogger log);

    [LoggerMessage(3, LogLevel.Information, "Stopped.")]
    public static partial void Stopped(this ILogger log);

    [LoggerMessage(4, LogLevel.Warning, "Refused {Method} {Path} with {Status} ({Code}) for {Remote}.")]
    public static partial void Refused(this ILogger log, string method, string path, int status, string code, System.Net.IPAddress? remote);

    [LoggerMessage(5, LogLevel.Error, "{Method} {Path} failed.")]
    public static partial void Failed(this ILogger log, Exception failure, string method, string path);

    [LoggerMessage(6, LogLevel.Error, "Retention or expiry failed; it is tried again.")]
    public static partial void SweepFailed(this ILogger log, Exception failure);

    [LoggerMessage(20, LogLevel.Error, "The check of open sockets' rights failed; it is tried again.")]
    public static partial void SocketCheckFailed(this ILogger log, Exception failure);
}
