namespace GdnStreams.Benchmarks.Reports;

/// <summary>Names of what is measured beside the contestants, as <c>docs/benchmarks.json</c> has them.</summary>
internal static class Figure
{
    public const string FirstCount = "first messages of fresh processes";
    public const string FirstRate = "first messages of fresh processes, messages/s";
    public const string WarmRate = "the same number by the same processes once warm, messages/s";
    public const string FirstServer = "first messages, server, us";
    public const string WarmServer = "warm, server, us";
    public const string FirstClient = "first messages, client, us";
    public const string WarmClient = "warm, client, us";
    public const string Import = "Import-Module in a fresh pwsh, ms";
    public const string ImportEmpty = "Import-Module of an empty binary module, ms";
    public const string Ready = "Server ready, ms";
    public const string Connect = "Connect-Gdn in a fresh pwsh, ms";
    public const string FirstSend = "First Send-GdnMessage, ms";
    public const string FirstReceive = "First Receive-GdnMessage, ms";
    public const string OneSubscription = "publishing to a stream with one subscription, messages/s";
    public const string ManySubscriptions = "publishing to a stream with the most subscriptions, messages/s";
    public const string CreateInTurn = "streams created one after another, streams/s";
    public const string CreateAtOnce = "streams created by 64 connections, streams/s";
    public const string CreateMany = "streams created by requests for many, streams/s";
    public const string CreatePipelined = "streams created by requests pipelined on one connection, streams/s";
    public const string ManyStreams = "streams with one message each";
    public const string ManyStreamsFull = "memory right after they were made, MiB";
    public const string ManyStreamsIdle = "memory of the server once idle, MiB";
    public const string ManyStreamsReady = "server ready on that data, ms";
    public const string MostStreamsIdle = "ten times as many streams: memory of the server once idle, MiB";
    public const string MostStreamsReady = "ten times as many streams: server ready on that data, ms";

    /// <summary>The same of the baseline.</summary>
    public static string OfBaseline(string figure) => "baseline: " + figure;
}
