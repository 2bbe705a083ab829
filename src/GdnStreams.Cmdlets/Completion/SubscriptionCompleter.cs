using System.Collections;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Completes names of the subscriptions of the stream that -Stream names.</summary>
internal sealed class SubscriptionCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override string? Subject(IDictionary bound) => (Text(bound, "Stream") ?? Text(bound, "Topic")) is { } stream
        ? StreamCmdlet.StreamOf(stream, Enum.TryParse<StreamScope>(Text(bound, "Scope"), ignoreCase: true, out var scope) ? scope : null).Topic
        : null;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> AskAsync(GdnSession session, string subject, CancellationToken cancellationToken) =>
        await session.Subscriptions.ListAsync(StreamName.Parse(subject), cancellationToken).ConfigureAwait(false);
}
