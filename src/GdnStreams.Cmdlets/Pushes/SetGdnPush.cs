using System.Management.Automation;
using System.Security;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Changes pushes, or stops and resumes them; what is not given stays as it is. A message that waits for its next attempt is tried at once. For administrators.</summary>
[Cmdlet(VerbsCommon.Set, "GdnPush", SupportsShouldProcess = true)]
[OutputType(typeof(GdnPush))]
public sealed class SetGdnPush : PushCmdlet
{
    /// <summary>New address: https, or http on the server's own machine where its operator allows that.</summary>
    [Parameter]
    [Address]
    [ValidateNotNull]
    public Uri? Url { get; set; }

    /// <summary>New secret, at least 16 bytes; an empty one ends the signing. Plain text is taken, too.</summary>
    [Parameter]
    [Secret]
    [ValidateNotNull]
    public SecureString? Secret { get; set; }

    /// <summary>Attempts before a message becomes a dead letter.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int? MaxAttempts { get; set; }

    /// <summary>Stream for dead letters from now on.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [ValidateNotNullOrEmpty]
    public string? DeadLetter { get; set; }

    /// <summary>Most requests a second; 0 is no limit.</summary>
    [Parameter]
    [ValidateRange(0.0, 1000.0)]
    public double? RatePerSec { get; set; }

    /// <summary>How long an answer may take, 1 s to five minutes. Rounded up to seconds.</summary>
    [Parameter]
    [Duration(MinSeconds = 1, MaxSeconds = 300)]
    public TimeSpan? TimeoutSec { get; set; }

    /// <summary>Whether it delivers. One that does not lets go of its subscription.</summary>
    [Parameter]
    [ValidateNotNull]
    public bool? Active { get; set; }

    /// <summary>Writes the changed pushes.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Url is null && Secret is null && MaxAttempts is null && DeadLetter is null && RatePerSec is null && TimeoutSec is null && Active is null)
        {
            throw Fail(GdnErrorCode.BadRequest, "Nothing is to be changed. Give -Url, -Secret, -MaxAttempts, -DeadLetter, -RatePerSec, -TimeoutSec or -Active.");
        }
    }

    private protected override void Process(GdnSession session, StreamName stream, string subscription)
    {
        if (!ShouldProcess($"{subscription} of {stream}", "Change push"))
        {
            return;
        }

        var changes = new PushOptions
        {
            Url = Url,
            Secret = Secret is { } secret ? SecretAttribute.Reveal(secret) : null,
            MaxAttempts = MaxAttempts,
            DeadLetterStream = DeadLetter is { } name ? Cmdlets.DeadLetter.Named(stream, name) : null,
            RatePerSecond = RatePerSec,
            Timeout = TimeoutSec,
            IsActive = Active,
        };
        var push = Await(session.Pushes.UpdateAsync(stream, subscription, changes, Cancelled));
        if (PassThru)
        {
            WriteObject(new GdnPush(push));
        }
    }
}
