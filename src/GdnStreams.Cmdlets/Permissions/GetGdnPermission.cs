using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Shows what users or API keys may do: in every fabric, in one of them, or with streams of one. What was said of a stream counts more than what was said of its fabric.</summary>
[Cmdlet(VerbsCommon.Get, "GdnPermission", DefaultParameterSetName = OfUser)]
[OutputType(typeof(GdnUserPermission), typeof(GdnApiKeyPermission))]
public sealed class GetGdnPermission : PermissionCmdlet
{
    /// <summary>Names of users within the tenant, with wildcards; takes what Get-GdnUser writes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = OfUser)]
    [ArgumentCompleter(typeof(UserCompleter))]
    [SupportsWildcards]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    public override string[] User { get; set; } = [];

    /// <summary>Ids of API keys, with wildcards; takes what Get-GdnApiKey writes.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = OfApiKey)]
    [ArgumentCompleter(typeof(ApiKeyCompleter))]
    [SupportsWildcards]
    [Alias("KeyId")]
    [ValidateNotNullOrEmpty]
    public override string[] ApiKey { get; set; } = [];

    /// <summary>The fabric. Default: all, and with -Stream the session's own.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(FabricCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Fabric { get; set; }

    /// <summary>Streams of the fabric, with wildcards.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [SupportsWildcards]
    [Alias("Topic")]
    public string? Stream { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        var permissions = Permissions(session);
        foreach (var name in Holders)
        {
            Try(name, () =>
            {
                foreach (var holder in Names.IsExact(name) ? [name] : Await(SelectAsync(session, name)))
                {
                    Try(holder, () => WriteObject(Await(ListAsync(permissions, holder, session.Fabric)), enumerateCollection: true), $"{holder} on {Fabric ?? session.Fabric}{(string.IsNullOrEmpty(Stream) ? "" : $"/{Stream}")}");
                }
            });
        }
    }

    private async Task<IReadOnlyList<string>> SelectAsync(GdnSession session, string name) => IsOfUser
        ? Names.Select(name, [.. (await session.Users.ListAsync(Cancelled).ConfigureAwait(false)).Select(user => user.Name)], GdnErrorCode.UserNotFound, "user", user => user)
        : Names.Select(name, [.. (await session.ApiKeys.ListAsync(Cancelled).ConfigureAwait(false)).Select(key => key.Id)], GdnErrorCode.ApiKeyNotFound, "API key", key => key);

    private async Task<IReadOnlyList<GdnPermission>> ListAsync(PermissionAdministration permissions, string holder, string own)
    {
        var fabric = Fabric ?? own;
        if (string.IsNullOrEmpty(Stream))
        {
            return Fabric is null
                ? [.. (await permissions.ListAsync(holder, Cancelled).ConfigureAwait(false)).Select(pair => Told(holder, pair.Key, null, pair.Value))]
                : [Told(holder, fabric, null, await permissions.GetAsync(holder, fabric, Cancelled).ConfigureAwait(false))];
        }

        if (Names.IsExact(Stream!))
        {
            var stream = StreamOf(Stream)!;
            return [Told(holder, fabric, stream, await permissions.GetAsync(holder, fabric, stream, Cancelled).ConfigureAwait(false))];
        }

        var all = await permissions.ListStreamsAsync(holder, fabric, full: true, Cancelled).ConfigureAwait(false);
        var streams = Names.Select(Stream!, [.. all.Keys.Where(stream => Scope is null || stream.Scope == Scope)], GdnErrorCode.StreamNotFound, "stream", stream => stream.Name, stream => stream.Topic);
        return [.. streams.Select(stream => Told(holder, fabric, stream, all[stream]))];
    }
}
