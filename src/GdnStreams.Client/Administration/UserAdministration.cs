using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>The tenant's users. Thread-safe. A Pulsar has roles instead: there every call fails with NotSupported.</summary>
public sealed class UserAdministration
{
    private readonly AccountRest _accounts;

    internal UserAdministration(RestClient rest, ServiceDialect dialect)
    {
        _accounts = new AccountRest(rest, dialect, "users");
        Permissions = new PermissionAdministration(_accounts, RestApi.UserGrants);
    }

    /// <summary>What users may do.</summary>
    public PermissionAdministration Permissions { get; }

    /// <summary>The users.</summary>
    /// <exception cref="GdnException">Forbidden, NotSupported.</exception>
    public async Task<IReadOnlyList<UserInfo>> ListAsync(CancellationToken cancellationToken = default) =>
        [.. (await _accounts.Rest.AskAsync(AccountCalls.ListUsers, AccountCalls.ListUsers.Path(null), cancellationToken).ConfigureAwait(false)).Select(UserInfo.From)];

    /// <summary>One user.</summary>
    /// <param name="user">The name within the tenant, as <see cref="UserInfo.Name"/> shows it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="GdnException">UserNotFound, NotSupported.</exception>
    public async Task<UserInfo> GetAsync(string user, CancellationToken cancellationToken = default) =>
        UserInfo.From(await _accounts.Rest.AskAsync(AccountCalls.GetUser, AccountCalls.GetUser.Path(null, user), cancellationToken).ConfigureAwait(false));

    /// <summary>Adds a user. The server makes up the name within the tenant.</summary>
    /// <param name="user">E-mail address and password, and what else is wanted.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="GdnException">UserExists, BadRequest, Forbidden, NotSupported.</exception>
    public async Task<UserInfo> CreateAsync(NewUser user, CancellationToken cancellationToken = default) =>
        UserInfo.From(await _accounts.Rest.AskAsync(AccountCalls.CreateUser, AccountCalls.CreateUser.Path(null), user.ToRequest(), cancellationToken).ConfigureAwait(false));

    /// <summary>Changes a user; what is absent stays as it is.</summary>
    /// <exception cref="GdnException">UserNotFound, Forbidden, NotSupported.</exception>
    public async Task<UserInfo> UpdateAsync(string user, UserChanges changes, CancellationToken cancellationToken = default) =>
        UserInfo.From(await _accounts.Rest.AskAsync(AccountCalls.ChangeUser, AccountCalls.ChangeUser.Path(null, user), changes.ToRequest(), cancellationToken).ConfigureAwait(false));

    /// <summary>Deletes a user.</summary>
    /// <exception cref="GdnException">UserNotFound, Forbidden, NotSupported.</exception>
    public async Task DeleteAsync(string user, CancellationToken cancellationToken = default) =>
        await _accounts.Rest.DoAsync(AccountCalls.DeleteUser, AccountCalls.DeleteUser.Path(null, user), cancellationToken).ConfigureAwait(false);
}
