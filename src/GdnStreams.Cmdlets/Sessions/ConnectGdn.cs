using System.Management.Automation;
using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>Signs in to a GDN streams server and makes the session the runspace's current one.</summary>
[Cmdlet(VerbsCommunications.Connect, "Gdn")]
[OutputType(typeof(GdnSession))]
public sealed class ConnectGdn : AsyncCmdlet
{
    /// <summary>Address of the server, such as https://api-gdn.example.com.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public Uri Url { get; set; } = null!;

    /// <summary>E-mail address and password.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Credential]
    public PSCredential Credential { get; set; } = PSCredential.Empty;

    /// <summary>The fabric to work in. Default <c>_system</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Fabric { get; set; } = "_system";

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(
        async thread =>
        {
            var options = new GdnSessionOptions
            {
                Url = Url,
                Fabric = Fabric,
                Credential = GdnCredential.Password(Credential.UserName, Credential.GetNetworkCredential().Password),
            };
            var session = await GdnSession.ConnectAsync(options, thread.Stopping).ConfigureAwait(false);
            await thread.MakeCurrentAsync(session).ConfigureAwait(false);
        },
        Url,
        terminating: true);
}
