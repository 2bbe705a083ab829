using System.Management.Automation;
using System.Security;
using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>Lets the server itself deliver a durable subscription to an address: one POST for each message, in order, tried again and in the end a dead letter. For administrators.</summary>
[NotOnPulsar(NotOnPulsarAttribute.Pushes, NotOnPulsarAttribute.PushesInstead)]
[Cmdlet(VerbsCommon.New, "GdnPush", SupportsShouldProcess = true)]
[OutputType(typeof(GdnPush))]
public sealed class NewGdnPush : StreamCmdlet
{
    /// <summary>The stream; takes what Get-GdnSubscription writes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [ValidateNotNullOrEmpty]
    public string Stream { get; set; } = "";

    /// <summary>Its durable subscription, which exists.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    [ValidateNotNullOrEmpty]
    public string Subscription { get; set; } = "";

    /// <summary>Where to: https, or http on the server's own machine where its operator allows that. What stands behind the <c>?</c> is not shown again.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [Address]
    [ValidateNotNull]
    public Uri Url { get; set; } = null!;

    /// <summary>Signs each request: at least 16 bytes, as text or <c>whsec_</c> with Base64. Plain text is taken, too. Nothing shows it again. Default: requests are not signed.</summary>
    [Parameter]
    [Secret]
    [ValidateNotNull]
    public SecureString? Secret { get; set; }

    /// <summary>Attempts before a message becomes a dead letter. Default: 10.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int? MaxAttempts { get; set; }

    /// <summary>Stream for dead letters. Default: <c>{stream}-{subscription}-DLQ</c>.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [ValidateNotNullOrEmpty]
    public string? DeadLetter { get; set; }

    /// <summary>Most requests a second, those that are tried again included. Default: no limit.</summary>
    [Parameter]
    [ValidateRange(0.01, 1000.0)]
    public double? RatePerSec { get; set; }

    /// <summary>How long an answer may take: 30 s by default, at most five minutes. Rounded up to seconds.</summary>
    [Parameter]
    [Duration(MinSeconds = 1, MaxSeconds = 300)]
    public TimeSpan? TimeoutSec { get; set; }

    /// <summary>Makes it without delivering yet. Test-GdnPush tries it, Set-GdnPush -Active $true lets it begin.</summary>
    [Parameter]
    public SwitchParameter Paused { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        Try(Subscription, () =>
        {
            var stream = StreamOf(Stream);
            if (!ShouldProcess($"{Subscription} of {stream}", "Create push"))
            {
                return;
            }

            var options = new PushOptions
            {
                Url = Url,
                Secret = Secret is { } secret ? SecretAttribute.Reveal(secret) : null,
                MaxAttempts = MaxAttempts,
                DeadLetterStream = DeadLetter is { } name ? Cmdlets.DeadLetter.Named(stream, name) : null,
                RatePerSecond = RatePerSec,
                Timeout = TimeoutSec,
                IsActive = Paused ? false : null,
            };
            WriteObject(new GdnPush(Await(session.Pushes.CreateAsync(stream, Subscription, options, Cancelled))));
        });
    }
}
