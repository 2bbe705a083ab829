using System.Management.Automation;
using System.Net;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Starts a local GDN streams server, which ends with this process unless it is detached. Connect-Gdn -Local signs in to it. A new data
/// directory gets a user and an API key of its own, in a file that only you can read.
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

    /// <summary>Port of http. Default: 0, a free one.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <summary>Listens for https, too, with a development certificate that Connect-Gdn -Local trusts.</summary>
    [Parameter]
    public SwitchParameter Https { get; set; }

    /// <summary>Port of https, which it turns on. Default: 0, a free one.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int HttpsPort { get; set; }

    /// <summary>Address to listen on, such as 0.0.0.0 for all. Default: 127.0.0.1, this machine only. The development user is for this machine only.</summary>
    [Parameter]
    [ValidateNotNull]
    public IPAddress? BindAddress { get; set; }

    /// <summary>JSON file of users, keys, fabrics and streams to make where they do not exist.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Seed { get; set; }

    /// <summary>Refuses a socket to a stream that does not exist, which creates it else.</summary>
    [Parameter]
    public SwitchParameter NoAutoCreate { get; set; }

    /// <summary>Networks that pushes may reach though they are not public, such as 127.0.0.0/8 (this machine) or 10.1.0.0/16. Default: none.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] PushNetwork { get; set; } = [];

    /// <summary>Lets the server outlive this shell. Get-GdnServer finds it in another, Stop-GdnServer stops it.</summary>
    [Parameter]
    public SwitchParameter Detached { get; set; }

    /// <summary>For trials: a new data directory gets the development user, whose password and key everybody knows, and one that has it is opened. A server in memory always has it.</summary>
    [Parameter]
    public SwitchParameter Development { get; set; }

    /// <summary>Writes the server, which it does unless <c>-PassThru:$false</c> is given.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; } = true;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var directory = InMemory ? null : DataDirectory is { } given ? GetUnresolvedProviderPathFromPSPath(given) : DefaultData.Directory;
        if (!ShouldProcess(directory ?? "memory", "Start server"))
        {
            return;
        }

        var how = new ServerStart(directory, Port, Development)
        {
            HttpsPort = Https || MyInvocation.BoundParameters.ContainsKey(nameof(HttpsPort)) ? HttpsPort : null,
            Bind = BindAddress?.ToString(),
            SeedFile = Seed is { } file ? GetUnresolvedProviderPathFromPSPath(file) : null,
            CreatesNoStreams = NoAutoCreate,
            PushNetworks = PushNetwork,
            IsDetached = Detached,
        };
        WriteVerbose($"Starting a server on {directory ?? "memory"}: {string.Join(" ", how.Arguments)}");
        try
        {
            var server = Await(ServerProcess.StartAsync(how, Cancelled));
            if (!Detached)
            {
                RunspaceHoldings.Current.Add(server);
            }

            Try(directory, () => UserServers.Add(server.Details));
            if (PassThru)
            {
                WriteObject(server.Details);
            }
        }
        catch (GdnException e)
        {
            throw Fail(e, directory);
        }
    }
}
