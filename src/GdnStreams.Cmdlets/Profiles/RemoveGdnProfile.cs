using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Removes profiles. The secrets that they refer to stay where they are.</summary>
[Cmdlet(VerbsCommon.Remove, "GdnProfile", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveGdnProfile : GdnCmdlet
{
    /// <summary>Exact names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Asks no questions.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            Try(name, () =>
            {
                if (ProfileConnection.Named(name) is not { } profile)
                {
                    WriteError(ErrorRecords.OfMissingProfile(name));
                }
                else if (ShouldProcess(profile.Name, "Remove profile", Force))
                {
                    ProfileFile.Write(ProfileFile.Read().Where(other => other.Name != profile.Name));
                }
            });
        }
    }
}
