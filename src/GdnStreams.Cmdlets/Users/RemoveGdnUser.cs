using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Deletes users with their keys and permissions. What they have open ends within 5 seconds.</summary>
[NotOnPulsar(NotOnPulsarAttribute.Users, NotOnPulsarAttribute.UsersInstead)]
[Cmdlet(VerbsCommon.Remove, "GdnUser", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveGdnUser : SessionCmdlet
{
    /// <summary>Exact names within the tenant.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UserCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Asks no questions.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var name in Name)
        {
            Try(name, () =>
            {
                if (ShouldProcess(name, "Remove user", Force))
                {
                    Await(session.Users.DeleteAsync(name, Cancelled));
                }
            });
        }
    }
}
