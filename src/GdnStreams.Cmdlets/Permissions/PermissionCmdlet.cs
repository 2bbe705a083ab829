using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A cmdlet about what users or API keys may do with a fabric or a stream of it.</summary>
[NotOnPulsar("its administrators grant roles the right to produce and consume.", "Use Pulsar's own tool, 'bin/pulsar-admin namespaces grant-permission', or use a GDN streams server.")]
public abstract class PermissionCmdlet : SessionCmdlet
{
    private protected const string OfUser = "User";
    private protected const string OfApiKey = "ApiKey";

    /// <summary>Names of users within the tenant; takes what Get-GdnUser writes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = OfUser)]
    [ArgumentCompleter(typeof(UserCompleter))]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    public virtual string[] User { get; set; } = [];

    /// <summary>Ids of API keys; takes what Get-GdnApiKey writes.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = OfApiKey)]
    [ArgumentCompleter(typeof(ApiKeyCompleter))]
    [Alias("KeyId")]
    [ValidateNotNullOrEmpty]
    public virtual string[] ApiKey { get; set; } = [];

    /// <summary>Scope of the stream. Default: Global, or what a prefix of its name says.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public StreamScope? Scope { get; set; }

    private protected bool IsOfUser => ParameterSetName == OfUser;

    private protected IReadOnlyList<string> Holders => IsOfUser ? User : ApiKey;

    private protected PermissionAdministration Permissions(GdnSession session) => IsOfUser ? session.Users.Permissions : session.ApiKeys.Permissions;

    private protected GdnPermission Told(string holder, string fabric, StreamName? stream, Permission permission) =>
        IsOfUser ? new GdnUserPermission(holder, fabric, stream, permission) : new GdnApiKeyPermission(holder, fabric, stream, permission);

    /// <summary>Refuses an empty -Stream: an unset variable must not stand for the whole fabric. What is piped may be about a fabric, and has none.</summary>
    /// <param name="stream">What -Stream is.</param>
    /// <param name="otherwise">What is done without it.</param>
    private protected void RefuseEmptyStream(string? stream, string otherwise)
    {
        if (MyInvocation.BoundParameters.ContainsKey("Stream") && string.IsNullOrEmpty(stream))
        {
            throw Fail(GdnErrorCode.BadRequest, $"The name of the stream is empty. Give one, or leave -Stream out to {otherwise}.");
        }
    }

    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/></exception>
    private protected StreamName? StreamOf(string? name) => name is null ? null : StreamCmdlet.StreamOf(name, Scope);
}
