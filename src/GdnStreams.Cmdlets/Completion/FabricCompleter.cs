using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>Completes names of fabrics.</summary>
internal sealed class FabricCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> AskAsync(GdnSession session, string subject, CancellationToken cancellationToken) =>
        await session.Fabrics.ListNamesAsync(cancellationToken).ConfigureAwait(false);
}
