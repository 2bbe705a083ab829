using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>Completes names of regions.</summary>
internal sealed class RegionCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> AskAsync(GdnSession session, string subject, CancellationToken cancellationToken) =>
        [.. (await session.Regions.ListAsync(cancellationToken).ConfigureAwait(false)).Select(region => region.Name)];
}
