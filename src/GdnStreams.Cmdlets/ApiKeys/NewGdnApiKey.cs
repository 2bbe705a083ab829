using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Makes API keys and shows each one's secret, now and never again. A new key may do with streams what its owner may; Set-GdnPermission restricts it.</summary>
[NotOnPulsar(NotOnPulsarAttribute.Keys, NotOnPulsarAttribute.UsersInstead)]
[Cmdlet(VerbsCommon.New, "GdnApiKey", SupportsShouldProcess = true)]
[OutputType(typeof(GdnNewApiKey))]
public sealed class NewGdnApiKey : SessionCmdlet
{
    /// <summary>Ids: 1 to 64 letters, digits, '_' and '-'.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] KeyId { get; set; } = [];

    /// <summary>Gives the secret as a SecureString, so that no screen or transcript shows it.</summary>
    [Parameter]
    public SwitchParameter AsSecureString { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var id in KeyId)
        {
            Try(id, () =>
            {
                if (ShouldProcess(id, "Make API key"))
                {
                    var created = Await(session.ApiKeys.CreateAsync(id, Cancelled));
                    WriteObject(new GdnNewApiKey(created, AsSecureString ? SecretAttribute.Protect(created.Key) : created.Key));
                }
            });
        }
    }
}
