using System.Management.Automation;
using System.Management.Automation.Runspaces;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Runs a script block for every message of a subscription, as a service does: several at a time in runspaces of their own, in order for each
/// key. A message is acknowledged when its script has ended without an error. One that fails is tried again after a growing time, and is a
/// dead letter after -MaxAttempts. It goes on until it is stopped, and restores its connection for as long as that takes.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "GdnHandler")]
[OutputType(typeof(GdnHandlerStatus), typeof(PSObject))]
public sealed class InvokeGdnHandler : StreamCmdlet
{
    private const string ModuleName = "GdnStreams";

    /// <summary>The stream.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [Alias("Topic")]
    [ValidateNotNullOrEmpty]
    public string Stream { get; set; } = "";

    /// <summary>The subscription: it remembers what was handled.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    [ValidateNotNullOrEmpty]
    public string Subscription { get; set; } = "";

    /// <summary>Runs for each message, which is its first argument and <c>$_</c>. An error fails the attempt; what it writes answers a request.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [ValidateNotNull]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>Further arguments of the script block, after the message.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [AllowNull]
    [Alias("Args")]
    public object?[]? ArgumentList { get; set; }

    /// <summary>Runs once in each runspace before its first message: functions and variables that it makes are there for every message.</summary>
    [Parameter]
    public ScriptBlock? InitializationScript { get; set; }

    /// <summary>Modules that each runspace imports, by name or path. GdnStreams is there already, and its cmdlets use the handler's session.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] ImportModule { get; set; } = [];

    /// <summary>Most messages handled at a time, 1 to 256. Default: 5.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 5;

    /// <summary>Handles all messages one after the other, whatever keys they have; one that fails holds up all others.</summary>
    [Parameter]
    public SwitchParameter Ordered { get; set; }

    /// <summary>After so many failed attempts a message is a dead letter; 0 tries for ever. Default: 5.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Time to the second attempt; it doubles for each further one up to 5 minutes. Seconds, a TimeSpan, or text such as <c>10s</c>; at most 1 day. Default: 1 second.</summary>
    [Parameter]
    [Duration(MaxSeconds = 86400)]
    public TimeSpan RetryDelaySec { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The stream for dead letters; it is created where it does not exist. Default: <c>STREAM-SUBSCRIPTION-DLQ</c>, the server's own.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [ValidateNotNullOrEmpty]
    public string? DeadLetterStream { get; set; }

    /// <summary>How long one message may take; its script is stopped then, and the attempt has failed. Seconds, a TimeSpan, or text such as <c>2m</c>; 0.1 s to 24 days. Default: no limit.</summary>
    [Parameter]
    [Duration(MinSeconds = 0.1, MaxSeconds = 2_000_000)]
    public TimeSpan? MessageTimeoutSec { get; set; }

    /// <summary>How long what runs may go on at the end; it is stopped then and its message goes back. Seconds, a TimeSpan, or text such as <c>1m</c>; at most 1 hour. Default: 10 seconds.</summary>
    [Parameter]
    [Duration(MaxSeconds = 3600)]
    public TimeSpan DrainTimeoutSec { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Ends when so many messages are finished.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = int.MaxValue;

    /// <summary>Ends after this time in all, from when it is connected: seconds, a TimeSpan, or text such as <c>5m</c>.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? TimeoutSec { get; set; }

    /// <summary>Ends at this time.</summary>
    [Parameter]
    public DateTimeOffset? Until { get; set; }

    /// <summary>Ends when no message has come for this time and all are finished: seconds, a TimeSpan, or text such as <c>30s</c>.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? IdleTimeoutSec { get; set; }

    /// <summary>Ends when the subscription has no message left.</summary>
    [Parameter]
    public SwitchParameter UntilCaughtUp { get; set; }

    /// <summary>Writes a status again and again: seconds, a TimeSpan, or text such as <c>1m</c>; at least 0.1 s. Default: only one at the end.</summary>
    [Parameter]
    [Duration(MinSeconds = 0.1)]
    public TimeSpan? StatusIntervalSec { get; set; }

    /// <summary>A file that gets a line for each failure, dead letter, connection and status. At 10 MiB it becomes <c>FILE.1</c>, in place of an earlier one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogPath { get; set; }

    /// <summary>Writes what the script blocks write, which is dropped else. There is no status at the end then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Which streams may get replies, with wildcards: their names come from who asks. Default: <c>gdn-reply-*</c>, those that Invoke-GdnRequest makes.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string ReplyStream { get; set; } = RequestProperties.StreamPrefix + "*";

    /// <summary>Exclusive, Shared, Failover (default) or KeyShared; the same for all consumers of the subscription.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Type")]
    public SubscriptionType? SubscriptionType { get; set; }

    /// <summary>Creates the stream where it does not exist, which is an error else.</summary>
    [Parameter]
    public SwitchParameter Create { get; set; }

    /// <summary>Where a new subscription starts: Latest (default, what comes from now on) or Earliest.</summary>
    [Parameter]
    public InitialPosition InitialPosition { get; set; }

    /// <summary>Most messages received and not finished, 1 to 1000. Default: 1000, or Count where that is less.</summary>
    [Parameter]
    [ValidateRange(1, ProtocolLimits.MaxReceiverQueueSize)]
    public int? ReceiverQueueSize { get; set; }

    /// <summary>Name of the consumer, which the server shows. Default: the server makes one up.</summary>
    [Parameter]
    public string? ConsumerName { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        try
        {
            var stream = StreamOf(Stream);
            var settings = Settings(session);
            using var log = LogPath is null ? null : new HandlerLog(GetUnresolvedProviderPathFromPSPath(LogPath));
            var watch = new ConnectionWatch($"Invoke-GdnHandler of {stream}/{Subscription}");
            Await(KnownStreams.EnsureAsync(session, stream, Create, Cancelled));
            var source = new HandlerSource(session, stream, Subscription, Options(), watch);
            using var run = new HandlerRun(session, source, settings, Policy(stream), log);
            Handle(session, source, run, watch, log);
        }
        catch (GdnException e)
        {
            throw Fail(e, Subscription, ReceiveErrors.Todo(e, SubscriptionType ?? Protocol.SubscriptionType.Failover));
        }
    }

    private void Handle(GdnSession session, HandlerSource source, HandlerRun run, ConnectionWatch watch, HandlerLog? log)
    {
        var asked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var signal = new TerminationSignal(() => asked.TrySetResult(true));
        var (why, patience, lost) = ("stopped", DrainTimeoutSec, 0);
        try
        {
            // What is wrong with the scripts is told before a message is taken.
            Await(run.Start().Opened);
            Await(source.OpenAsync(Cancelled));
            WriteVerbose($"Handling {source.Stream}/{Subscription} from {session}.");
            log?.Write("started", $"{source.Stream}/{Subscription} at {session}");

            // Its clocks begin here: nothing could have come while runspaces and the connection were opened.
            var pump = new HandlerPump(this, session, source, run, Stops(asked.Task), watch, log);
            why = pump.Run();
            pump.Drain(DrainTimeoutSec);
            patience = TimeSpan.Zero;
        }
        catch (GdnException e)
        {
            why = e.Message;
            throw;
        }
        finally
        {
            // Not with the pipeline's token: this is what must happen when it is cancelled.
            var goodbye = TimeSpan.FromSeconds(Cancelled.IsCancellationRequested ? 0.5 : 5);
            AwaitEnd(run.EndAsync(patience, goodbye));
            lost = AwaitEnd(source.CloseAsync(goodbye));
            log?.Write("ended", $"{why}; {run.Status(GdnHandlerState.Ended)}; {lost} acknowledgements may not have reached the server");
        }

        if (!PassThru)
        {
            WriteObject(run.Status(GdnHandlerState.Ended));
        }

        if (lost > 0)
        {
            WriteError(ErrorRecords.OfLost(lost, source.Stream, Subscription, source.Interruption?.Message));
        }
    }

    private HandlerSettings Settings(GdnSession session)
    {
        var script = HandlerScript.Of(ScriptBlock, SessionState.PSVariable.Get);
        var initialization = InitializationScript is null ? null : HandlerScript.Of(InitializationScript, SessionState.PSVariable.Get);
        var state = InitialSessionState.CreateDefault2();
        state.LanguageMode = SessionState.LanguageMode;
        state.ThrowOnRunspaceOpenError = true;
        state.ImportPSModule([MyInvocation.MyCommand.Module?.Path ?? ModuleName, .. ImportModule.Select(Module)]);
        var variables = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            // An error that nobody takes care of is a failure; the handler's own session is that of every cmdlet.
            ["ErrorActionPreference"] = ActionPreference.Stop,
            ["PSDefaultParameterValues"] = new DefaultParameterDictionary { ["*-Gdn*:Session"] = session },
        };
        foreach (var pair in script.Values.Concat(initialization?.Values ?? new Dictionary<string, object?>()))
        {
            variables[pair.Key] = pair.Value;
        }

        state.Variables.Add(variables.Select(static pair => new SessionStateVariableEntry(pair.Key, pair.Value, "")));
        return new HandlerSettings
        {
            Script = script,
            Initialization = initialization,
            Arguments = ArgumentList ?? [],
            State = state,
            Location = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
            Limit = MessageTimeoutSec,
        };
    }

    /// <summary>A path is one of the caller's location.</summary>
    private string Module(string name) => name.IndexOfAny(['/', '\\']) >= 0 ? GetUnresolvedProviderPathFromPSPath(name) : name;

    private HandlerPolicy Policy(StreamName stream) => new()
    {
        Throttle = ThrottleLimit,
        IsOrdered = Ordered,
        RetryDelay = RetryDelaySec,
        MaxAttempts = MaxAttempts,
        DeadLetterStream = DeadLetterStream is { } name ? StreamOf(name) : DeadLetter.Default(stream, Subscription),
        ReplyStreams = Names.Pattern(ReplyStream, WildcardOptions.None),
        WritesOutput = PassThru,
    };

    private HandlerStops Stops(Task asked)
    {
        var until = Until - TimeProvider.System.GetUtcNow();
        return new HandlerStops
        {
            Count = Count,
            Timeout = until is { } left && !(TimeoutSec < left) ? left : TimeoutSec,
            IdleTimeout = IdleTimeoutSec,
            WhenCaughtUp = UntilCaughtUp,
            StatusInterval = StatusIntervalSec,
            Asked = asked,
        };
    }

    private ConsumerOptions Options() => new()
    {
        Type = SubscriptionType ?? Protocol.SubscriptionType.Failover,
        InitialPosition = InitialPosition,
        ReceiverQueueSize = ReceiverQueueSize ?? Math.Min(Count, ProtocolLimits.MaxReceiverQueueSize),
        ConsumerName = ConsumerName,
    };
}
