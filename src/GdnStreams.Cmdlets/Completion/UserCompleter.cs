using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>Completes names of users.</summary>
internal sealed class UserCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> AskAsync(GdnSession session, string subject, CancellationToken cancellationToken) =>
        [.. (await session.Users.ListAsync(cancellationToken).ConfigureAwait(false)).Select(user => user.Name)];
}
