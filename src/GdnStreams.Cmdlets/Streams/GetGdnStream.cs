using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Lists streams.</summary>
[Cmdlet(VerbsCommon.Get, "GdnStream")]
[OutputType(typeof(GdnStream))]
public sealed class GetGdnStream : SessionCmdlet
{
    /// <summary>Names, with wildcards, with or without the prefix of their scope. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Only streams of this scope. Default: all.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public StreamScope? Scope { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        Try(Name, () =>
        {
            var streams = Await(session.Streams.ListAsync(Scope, Cancelled));
            foreach (var name in Name)
            {
                Try(name, () => Write(name, streams));
            }
        });
    }

    private void Write(string name, IReadOnlyList<StreamInfo> streams)
    {
        var pattern = Names.Pattern(name, WildcardOptions.None);
        var any = false;
        var session = OpenSession;
        foreach (var stream in streams.Where(stream => pattern.IsMatch(stream.Name.Name) || pattern.IsMatch(stream.Name.Topic)))
        {
            any = true;
            WriteObject(new GdnStream(session, stream));
        }

        if (!any && Names.IsExact(name))
        {
            var scope = Scope is { } only ? $"{only.ToString().ToLowerInvariant()} " : "";
            WriteError(ErrorRecords.Of(new GdnException(GdnErrorCode.StreamNotFound, $"There is no {scope}stream '{name}' in fabric {session.Fabric}."), name));
        }
    }
}
