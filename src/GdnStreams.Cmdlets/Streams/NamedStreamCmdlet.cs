using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A cmdlet that does something to streams which are named, with wildcards.</summary>
public abstract class NamedStreamCmdlet : StreamCmdlet
{
    /// <summary>Names, with wildcards; these stand for streams of every scope where -Scope is not given.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [SupportsWildcards]
    [Alias("Stream", "Topic")]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var name in Name)
        {
            ForEachStream(session, name, stream => Process(session, stream));
        }
    }

    /// <summary>Does it to one stream, which may not exist where it was named exactly.</summary>
    private protected abstract void Process(GdnSession session, StreamName stream);
}
