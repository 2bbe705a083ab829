using System.CommandLine;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Commands;

/// <summary><c>gdn-server apikey add|list|remove</c>.</summary>
internal static class ApiKeyCommand
{
    public static Command Make(Settings settings)
    {
        var data = DataOption.Make(settings);
        var tenant = new Option<string>("--tenant") { Description = "The tenant.", Required = true };
        var user = new Option<string>("--user") { Description = "Name of the user that the key is made for.", DefaultValueFactory = _ => "root" };
        var id = new Argument<string>("keyid") { Description = "Id of the key: 1 to 64 letters, digits, '_' and '-'." };
        var add = new Command("add", "Make a key and print it. It is not shown again.") { id, tenant, user };
        add.SetAction((result, cancellationToken) => Failures.ReportAsync(async () =>
        {
            await using var store = DataOption.OpenExisting(result.GetValue(data));
            var (_, text) = await new ApiKeys(store.Documents).AddAsync(result.GetValue(tenant)!, result.GetValue(user)!, result.GetValue(id)!, cancellationToken);
            Console.WriteLine(text);
            return 0;
        }));
        var list = new Command("list", "Show the keys of a tenant: id, user.") { tenant };
        list.SetAction((result, cancellationToken) => Failures.ReportAsync(async () =>
        {
            await using var store = DataOption.OpenExisting(result.GetValue(data));
            foreach (var key in await new ApiKeys(store.Documents).ListAsync(result.GetValue(tenant)!, cancellationToken))
            {
                Console.WriteLine($"{key.KeyId}\t{key.User}");
            }

            return 0;
        }));
        var remove = new Command("remove", "Remove a key; it opens nothing any more.") { id, tenant };
        remove.SetAction((result, cancellationToken) => Failures.ReportAsync(async () =>
        {
            await using var store = DataOption.OpenExisting(result.GetValue(data));
            await new ApiKeys(store.Documents).RemoveAsync(result.GetValue(tenant)!, result.GetValue(id)!, cancellationToken);
            return 0;
        }));
        return new Command("apikey", "Manage API keys.") { data, add, list, remove };
    }
}
