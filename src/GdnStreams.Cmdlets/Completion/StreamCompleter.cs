using System.Collections;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Completes names of streams: those of -Scope where it is given. One that is not global has its prefix else, so that the completed command means it.</summary>
internal sealed class StreamCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override string? Subject(IDictionary bound) => Text(bound, "Scope") ?? "";

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> AskAsync(GdnSession session, string subject, CancellationToken cancellationToken)
    {
        var only = Enum.TryParse<StreamScope>(subject, ignoreCase: true, out var scope) ? scope : (StreamScope?)null;
        var streams = await session.Streams.ListAsync(only, cancellationToken).ConfigureAwait(false);
        return [.. streams.Select(stream => only is not null || stream.Name.Scope == StreamScope.Global ? stream.Name.Name : stream.Name.Topic)];
    }
}
