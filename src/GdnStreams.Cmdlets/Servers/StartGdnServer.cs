using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Starts a local GDN streams server, which ends with this process. Connect-Gdn -Local signs in to it. A new data directory gets a user and an
/// API key of its own, in a file that only you can read.
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "GdnServer", SupportsShouldProcess = true, DefaultParameterSetName = OnDisk)]
[OutputType(typeof(GdnServer))]
public sealed class StartGdnServer : GdnCmdlet
{
    private const string OnDisk = "OnDisk";
    private const string InRam = "InMemory";

    /// <summary>Where messages are kept; made where it does not exist. Default: GdnStreams/data in the user's local application data.</summary>
    [Parameter(Position = 0, ParameterSetName = OnDisk)]
    [ValidateNotNullOrEmpty]
    public string? DataDirectory { get; set; }

    /// <summary>Keeps everything in memory: it is gone when the server stops.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InRam)]
    public SwitchParameter InMemory { get; set; }

    /// <summary>Port on 127.0.0.1. Default: 0, a free one.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <summary>For trials: a new data directory gets the development user, whose password and key everybody knows, and one that has it is opened. A server in memory always has it.</summary>
    [Parameter]
    public SwitchParameter Development { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var directory = InMemory ? null : DataDirectory is { } given ? GetUnresolvedProviderPathFromPSPath(given) : DefaultData.Directory;
        if (!ShouldProcess(DisplayText.Of(directory) ?? "memory", "Start server"))
        {
            return;
        }

        try
        {
            var server = Await(ServerProcess.StartAsync(new ServerStart(directory, Port, Development), Cancelled));
            RunspaceHoldings.Current.Add(server);
            WriteObject(server.Details);
        }
        catch (GdnException e)
        {
            throw Fail(e, directory);
        }
    }
}
