using System.Management.Automation;
using GdnStreams.Protocol;

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
            Try(name, () => WriteObject(Names.Select(name, ProfileFile.Read(), GdnErrorCode.BadRequest, "profile", profile => profile.Name), enumerateCollection: true));
        }
    }
}
