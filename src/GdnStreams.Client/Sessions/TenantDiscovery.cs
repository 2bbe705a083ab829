using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Finds the tenant of a credential: in its text where it is there, else by asking the server.</summary>
internal static class TenantDiscovery
{
    public static async Task<(string Tenant, string? User)> FindAsync(GdnCredential credential, RestClient rest, CancellationToken ct)
    {
        var text = credential.Secret.ToString();
        var known = credential.Kind == GdnCredentialKind.ApiKey ? new TokenClaims { Tenant = OfApiKey(text) } : TokenClaims.Read(text);
        if (known.Tenant is { } tenant)
        {
            return (tenant, known.User);
        }

        var users = await rest.AskAsync(AccountCalls.ListUsers, AccountCalls.ListUsers.Path(null), ct).ConfigureAwait(false);
        return users is [{ Tenant.Length: > 0 } first, ..]
            ? (first.Tenant, first.User)
            : throw new GdnException(GdnErrorCode.TenantNotFound, "The server does not tell the tenant of this credential. Give the tenant in the options.");
    }

    /// <summary><c>{tenant}.{key id}.{secret}</c>, where the tenant may contain dots.</summary>
    public static string? OfApiKey(string key)
    {
        var end = key.LastIndexOf('.');
        end = end > 0 ? key.LastIndexOf('.', end - 1) : -1;
        return end > 0 ? key.Substring(0, end) : null;
    }
}
