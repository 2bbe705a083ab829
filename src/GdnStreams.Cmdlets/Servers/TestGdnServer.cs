using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Looks through all of a store for damage; also while a server runs on it.</summary>
[Cmdlet(VerbsDiagnostic.Test, "GdnServer")]
[OutputType(typeof(GdnServerCheck), typeof(bool))]
public sealed class TestGdnServer : StoreCmdlet
{
    /// <summary>Writes only whether it is sound.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var directory = Directory;
        Try(directory, () =>
        {
            var check = Await(StoreCheck.RunAsync(directory, Cancelled));
            WriteObject(Quiet ? check.IsSound : check);
        });
    }
}
