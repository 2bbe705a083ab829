using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Deletes API keys: they open nothing any more, and what is open with them ends within 5 seconds.</summary>
[NotOnPulsar(NotOnPulsarAttribute.Keys, NotOnPulsarAttribute.UsersInstead)]
[Cmdlet(VerbsCommon.Remove, "GdnApiKey", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveGdnApiKey : SessionCmdlet
{
    /// <summary>Exact ids of the keys.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ApiKeyCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] KeyId { get; set; } = [];

    /// <summary>Asks no questions.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var id in KeyId)
        {
            Try(id, () =>
            {
                if (ShouldProcess(id, "Remove API key", Force))
                {
                    Await(session.ApiKeys.DeleteAsync(id, Cancelled));
                }
            });
        }
    }
}
