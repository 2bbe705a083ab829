using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>Completes ids of API keys.</summary>
internal sealed class ApiKeyCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> AskAsync(GdnSession session, string subject, CancellationToken cancellationToken) =>
        [.. (await session.ApiKeys.ListAsync(cancellationToken).ConfigureAwait(false)).Select(key => key.Id)];
}
