namespace GdnStreams.Server.Operations;

/// <summary>Every line that the server itself logs. None contains a credential, a header, a query or a payload.</summary>
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

    [LoggerMessage(6, LogLevel.Error, "Background work failed; it is tried again.")]
    public static partial void SweepFailed(this ILogger log, Exception failure);

    [LoggerMessage(20, LogLevel.Error, "The check of open sockets' rights failed; it is tried again.")]
    public static partial void SocketCheckFailed(this ILogger log, Exception failure);

    [LoggerMessage(7, LogLevel.Warning, "{Warning}")]
    public static partial void StoreWarning(this ILogger log, string warning);

    [LoggerMessage(8, LogLevel.Critical, "The database is damaged ({Problem}). Stop the server, check it with gdn-server check, and restore a backup; what is written meanwhile may be lost.")]
    public static partial void StoreDamaged(this ILogger log, string problem);

    [LoggerMessage(9, LogLevel.Warning, "How far the store is could not be noted; it is tried again.")]
    public static partial void MarkFailed(this ILogger log, Exception failure);

    [LoggerMessage(10, LogLevel.Warning, "{Most} connections are open, which is the most: {Refused} were closed so far. Raise --max-connections, or the limit of open files (ulimit -n, LimitNOFILE= of systemd).")]
    public static partial void ConnectionsRefused(this ILogger log, int most, long refused);

    [LoggerMessage(11, LogLevel.Warning, "Refused {Count} more; /metrics counts all.")]
    public static partial void MoreRefused(this ILogger log, long count);

    [LoggerMessage(40, LogLevel.Warning, "{What} does not work: {Reason}")]
    public static partial void WentOut(this ILogger log, string what, string reason);

    [LoggerMessage(41, LogLevel.Information, "{What} works again, after {Seconds:0.0} s.")]
    public static partial void CameBack(this ILogger log, string what, double seconds);

    [LoggerMessage(42, LogLevel.Error, "The entry {Id} of the topic with users, keys and fabrics cannot be read, and counts nowhere: {Problem}")]
    public static partial void EntryUnreadable(this ILogger log, string id, string problem);

    [LoggerMessage(43, LogLevel.Critical, "{Problem} Until then this gateway refuses everybody.")]
    public static partial void EntryTooNew(this ILogger log, string problem);

    [LoggerMessage(44, LogLevel.Warning, "A change of users, keys or fabrics was not written, or did not come back: {Problem}")]
    public static partial void EntryNotWritten(this ILogger log, string problem);

    [LoggerMessage(45, LogLevel.Error, "The deletion of the fabric {Tenant}/{Fabric} failed; it is tried again.")]
    public static partial void FabricNotDeleted(this ILogger log, Exception failure, string tenant, string fabric);

    [LoggerMessage(46, LogLevel.Warning, "{Count} sockets to the Pulsar broke since the last such line; the latest with: {Reason}")]
    public static partial void SocketsBroke(this ILogger log, long count, string reason);

    [LoggerMessage(30, LogLevel.Warning, "The push of {Stream}/{Subscription} fails, and is tried again: {Error}")]
    public static partial void PushFails(this ILogger log, string stream, string subscription, string error);

    [LoggerMessage(31, LogLevel.Information, "The push of {Stream}/{Subscription} delivers again.")]
    public static partial void PushRecovered(this ILogger log, string stream, string subscription);

    [LoggerMessage(32, LogLevel.Warning, "The push of {Stream}/{Subscription} gave up and made dead letters, {Count} since the start; the latest failed with: {Error}")]
    public static partial void PushGaveUp(this ILogger log, string stream, string subscription, long count, string error);

    [LoggerMessage(33, LogLevel.Warning, "The push of {Stream}/{Subscription} gets no messages, and tries again: {Error}")]
    public static partial void PushBlocked(this ILogger log, string stream, string subscription, string error);

    [LoggerMessage(34, LogLevel.Error, "The push of {Stream}/{Subscription} failed; it tries again.")]
    public static partial void PushBroke(this ILogger log, Exception failure, string stream, string subscription);

    [LoggerMessage(35, LogLevel.Warning, "A push whose subscription is gone could not be removed; that is done at the next start.")]
    public static partial void PushNotForgotten(this ILogger log, Exception failure);
}
