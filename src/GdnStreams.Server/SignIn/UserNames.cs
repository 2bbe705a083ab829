using System.Text.Json;
using GdnStreams.Engine;

namespace GdnStreams.Server.SignIn;

/// <summary>Finds users by tenant and name: documents that say under which e-mail address a user is stored.</summary>
internal static class UserNames
{
    private const string Kind = "user-name";
    private const char Separator = '\u001f';
    private const string SettingKind = "setting";
    private const string Marker = "user-names";

    /// <summary>Key of the e-mail address under which a user is stored; null where there is no such user.</summary>
    public static string? Find(IDocumentTransaction documents, string tenant, string user) => documents.Get(Kind, Key(tenant, user));

    public static Task<string?> FindAsync(IDocumentStore documents, string tenant, string user, CancellationToken cancellationToken) =>
        documents.GetDocumentAsync(Kind, Key(tenant, user), cancellationToken);

    /// <summary>Keys of the e-mail addresses of a tenant's users.</summary>
    public static IReadOnlyCollection<string> List(IDocumentTransaction documents, string tenant) => [.. documents.List(Kind, Key(tenant, "")).Values];

    /// <summary>The same, outside a write.</summary>
    public static async Task<IReadOnlyCollection<string>> ListAsync(IDocumentStore documents, string tenant, CancellationToken cancellationToken) =>
        [.. (await documents.ListDocumentsAsync(Kind, Key(tenant, ""), cancellationToken)).Values];

    public static void Put(IDocumentTransaction documents, Account account) => documents.Put(Kind, Key(account.Tenant, account.User), Users.Key(account.Email));

    public static void Delete(IDocumentTransaction documents, Account account) => documents.Delete(Kind, Key(account.Tenant, account.User));

    /// <summary>
    /// Writes the names for a store of an earlier version, once. There, users with <c>rw</c> on <c>_system</c> were administrators: the mark goes
    /// to the tenant's <c>root</c>, or to all of them if there is no <c>root</c>.
    /// </summary>
    public static async Task EnsureAsync(IDocumentStore documents, CancellationToken cancellationToken)
    {
        if (await documents.GetDocumentAsync(SettingKind, Marker, cancellationToken) is not null)
        {
            return;
        }

        await documents.UpdateAsync(
            transaction =>
            {
                if (transaction.Get(SettingKind, Marker) is null)
                {
                    Write(transaction);
                    transaction.Put(SettingKind, Marker, bool.TrueString);
                }

                return true;
            },
            cancellationToken);
    }

    private static void Write(IDocumentTransaction documents)
    {
        var accounts = documents.List(Users.Kind, "").Values.Select(Users.Read).ToArray();
        foreach (var account in accounts)
        {
            Put(documents, account);
        }

        foreach (var tenant in accounts.GroupBy(account => account.Tenant))
        {
            var able = tenant.Where(account => account.Grants.To(Fabrics.FabricDirectory.SystemFabric) == Access.ReadWrite).ToArray();
            foreach (var account in able.Any(IsRoot) ? able.Where(IsRoot) : able)
            {
                documents.Put(Users.Kind, Users.Key(account.Email), JsonSerializer.Serialize(account with { Administrator = true }, AccountJson.Default.Account));
            }
        }

        static bool IsRoot(Account account) => account.User == Development.User;
    }

    private static string Key(string tenant, string user) => $"{tenant}{Separator}{user}";
}
