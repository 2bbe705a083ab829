using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Shows the profiles of this user, which hold no secrets.</summary>
[Cmdlet(VerbsCommon.Get, "GdnProfile")]
[OutputType(typeof(GdnProfile))]
public sealed class GetGdnProfile : GdnCmdlet
{
    /// <summary>Names, with wildcards. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            Try(name, () =>
            {
                var profiles = Names.Matching(name, ProfileFile.Read(), WildcardOptions.IgnoreCase, profile => profile.Name);
                WriteObject(profiles, enumerateCollection: true);
                if (profiles.Count == 0 && Names.IsExact(name))
                {
                    WriteError(ErrorRecords.OfMissingProfile(name));
                }
            });
        }
    }
}
