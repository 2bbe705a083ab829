using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Puts a backup into a data directory, and checks it. No server may run on the directory; one that has a store already is taken with
/// -Force only. Users, passwords and keys are those of the backup: a credentials file of a later one does not fit them.
/// </summary>
[Cmdlet(VerbsData.Restore, "GdnServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(GdnServerCheck))]
public sealed class RestoreGdnServer : StoreCmdlet
{
    private const string Store = "streams.db";

    /// <summary>The file that Backup-GdnServer wrote; takes what it writes, and files.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Asks no questions, and replaces a store that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the check of the restored store.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var (file, directory) = (GetUnresolvedProviderPathFromPSPath(Path), Directory);
        Try(directory, () =>
        {
            Check(file, directory);
            if (ShouldProcess(directory, $"Restore the store of {file}", Force))
            {
                var check = Await(RestoreAsync(file, directory, Cancelled));
                if (PassThru)
                {
                    WriteObject(check);
                }
            }
        });
    }

    private void Check(string file, string directory)
    {
        if (!File.Exists(file))
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"There is no backup {file}.");
        }

        if (UserServers.All().FirstOrDefault(server => server.IsOn(directory)) is { } running)
        {
            throw new GdnException(GdnErrorCode.Unavailable, $"A server (process {running.ProcessId}) runs on {directory}. Stop it with Stop-GdnServer first.");
        }

        StoreLock.Check(directory);
        if (!Force && File.Exists(System.IO.Path.Combine(directory, Store)))
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"{directory} has a store already. Give an empty directory, or replace it with -Force.");
        }
    }

    /// <summary>The copy takes the place of what was there only once it is sound.</summary>
    private static async Task<GdnServerCheck> RestoreAsync(string file, string directory, CancellationToken cancellationToken)
    {
        var trial = System.IO.Path.Combine(directory, $".restore-{Guid.NewGuid():n}");
        try
        {
            OwnerOnly.MakeDirectory(directory);
            OwnerOnly.MakeDirectory(trial); // So nobody opens the copy while it has the mode of the backup.
            await Task.Run(() => File.Copy(file, System.IO.Path.Combine(trial, Store)), cancellationToken).ConfigureAwait(false);
            OwnerOnly.TightenFile(System.IO.Path.Combine(trial, Store));
            var check = await StoreCheck.RunAsync(trial, cancellationToken).ConfigureAwait(false);
            if (!check.IsSound)
            {
                throw new GdnException(GdnErrorCode.Unavailable, $"The backup {file} is damaged, and {directory} was left as it was: {string.Join(" ", check.Problems)}");
            }

            using var alone = StoreLock.Take(directory);
            foreach (var left in new[] { Store, Store + "-wal", Store + "-shm" })
            {
                File.Delete(System.IO.Path.Combine(directory, left));
            }

            File.Move(System.IO.Path.Combine(trial, Store), System.IO.Path.Combine(directory, Store));
            return new GdnServerCheck(directory, []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GdnException(GdnErrorCode.Unavailable, $"The backup could not be restored to {directory}: {e.Message}", e);
        }
        finally
        {
            if (System.IO.Directory.Exists(trial))
            {
                System.IO.Directory.Delete(trial, recursive: true);
            }
        }
    }
}
