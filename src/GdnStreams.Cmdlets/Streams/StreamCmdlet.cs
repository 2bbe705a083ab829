using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A cmdlet whose streams are named, with their scope.</summary>
public abstract class StreamCmdlet : SessionCmdlet
{
    /// <summary>Global (replicated, the default), Local, or Collection. A prefix in the name (<c>c8locals.</c>) says it, too.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public virtual StreamScope Scope { get; set; }

    /// <summary>The stream of a name: bare in a scope (null is global), or prefixed.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/></exception>
    internal static StreamName StreamOf(string name, StreamScope? scope) =>
        scope is null && StreamName.Parse(name) is { Scope: not StreamScope.Collection } prefixed ? prefixed : StreamName.Create(name, scope ?? StreamScope.Global);

    /// <inheritdoc cref="StreamOf(string, StreamScope?)"/>
    private protected StreamName StreamOf(string name) => StreamOf(name, GivenScope);

    /// <summary>The streams of a name with wildcards, of every scope where none is given; of an exact name that one, which may not exist.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/></exception>
    private protected IReadOnlyList<StreamName> StreamsOf(GdnSession session, string name) => StreamsOf(session, name, GivenScope);

    /// <inheritdoc cref="StreamsOf(GdnSession, string)"/>
    private protected IReadOnlyList<StreamName> StreamsOf(GdnSession session, string name, StreamScope? scope) => Names.IsExact(name)
        ? [StreamOf(name, scope)]
        : Names.Select(
            name, [.. Await(session.Streams.ListAsync(scope, Cancelled)).Select(stream => stream.Name)], GdnErrorCode.StreamNotFound, "stream", stream => stream.Name, stream => stream.Topic);

    /// <summary>Does something to each stream of a name, with wildcards; what fails for one is an error of its own. One of many that has gone since they were listed is passed over.</summary>
    private protected void ForEachStream(GdnSession session, string name, Action<StreamName> action) => Try(name, () =>
    {
        foreach (var stream in StreamsOf(session, name))
        {
            Try(Names.IsExact(name) ? name : stream.Name, () => UnlessGone(isOneOfMany: !Names.IsExact(name), GdnErrorCode.StreamNotFound, () => action(stream)));
        }
    });

    /// <summary>Does something to a stream or a subscription. One of many that a name with wildcards stands for may have gone since they were listed, which <paramref name="gone"/> tells.</summary>
    private protected static void UnlessGone(bool isOneOfMany, GdnErrorCode gone, Action action)
    {
        try
        {
            action();
        }
        catch (GdnException e) when (e.Code == gone && isOneOfMany)
        {
            // Nothing is left to be done.
        }
    }

    /// <summary>The scope that was given, by the caller or by the piped object; null where none was.</summary>
    private protected StreamScope? GivenScope => MyInvocation.BoundParameters.ContainsKey(nameof(Scope)) ? Scope : null;
}
