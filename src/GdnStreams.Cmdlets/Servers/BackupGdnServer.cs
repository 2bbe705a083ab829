using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Writes a copy of a store as it is at one moment, and checks it; also while a server runs on the store.</summary>
[Cmdlet(VerbsData.Backup, "GdnServer", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class BackupGdnServer : StoreCmdlet
{
    /// <summary>The file to write, which must not exist.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var (file, directory) = (GetUnresolvedProviderPathFromPSPath(Path), Directory);
        if (!ShouldProcess(directory, $"Back up to {file}"))
        {
            return;
        }

        Try(directory, () =>
        {
            var (code, output, errors) = Await(ServerCommand.RunAsync(["backup", file, "--data", directory], Cancelled));
            WriteObject(code == 0 ? new FileInfo(file) : throw new GdnException(GdnErrorCode.Unavailable, errors.Length > 0 ? errors : output));
        });
    }
}
