using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Shows the API keys of the tenant, without their secrets.</summary>
[NotOnPulsar(NotOnPulsarAttribute.Keys, NotOnPulsarAttribute.UsersInstead)]
[Cmdlet(VerbsCommon.Get, "GdnApiKey")]
[OutputType(typeof(GdnApiKey))]
public sealed class GetGdnApiKey : SessionCmdlet
{
    /// <summary>Ids of the keys, with wildcards. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ApiKeyCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] KeyId { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var id in KeyId)
        {
            Try(id, () =>
            {
                var keys = Names.Select(id, Await(session.ApiKeys.ListAsync(Cancelled)), GdnErrorCode.ApiKeyNotFound, "API key", key => key.Id);
                WriteObject(keys.Select(key => new GdnApiKey(key)), enumerateCollection: true);
            });
        }
    }
}
