using System.CommandLine;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Commands;

/// <summary><c>gdn-server user add|list|remove</c>. A password is read from standard input, never from the command line.</summary>
internal static class UserCommand
{
    public static Command Make(Settings settings)
    {
        var data = DataOption.Make(settings);
        var tenant = new Option<string>("--tenant") { Description = "The tenant.", Required = true };
        var name = new Option<string>("--name") { Description = "Name of the user within the tenant.", DefaultValueFactory = _ => "root" };
        var email = new Argument<string>("email") { Description = "E-mail address, which signs in." };
        var add = new Command("add", "Make a user; the password is one line of standard input.") { email, tenant, name };
        add.SetAction((result, cancellationToken) => Failures.ReportAsync(async () =>
        {
            await using var store = DataOption.OpenOrMake(result.GetValue(data));
            if (!Console.IsInputRedirected)
            {
                await Console.Error.WriteAsync("Password (it is shown): ");
            }

            var password = await Console.In.ReadLineAsync(cancellationToken)
                ?? throw new GdnException(GdnErrorCode.BadRequest, "There is no password: standard input is empty.");
            var account = new Account(result.GetValue(tenant)!, result.GetValue(name)!, result.GetValue(email)!, "", "");
            await new Users(store.Documents).AddAsync(account, password, cancellationToken);
            return 0;
        }));
        var list = new Command("list", "Show the users: tenant, name, e-mail address.");
        list.SetAction((result, cancellationToken) => Failures.ReportAsync(async () =>
        {
            await using var store = DataOption.OpenExisting(result.GetValue(data));
            foreach (var account in await new Users(store.Documents).ListAsync(cancellationToken))
            {
                Console.WriteLine($"{account.Tenant}\t{account.User}\t{account.Email}");
            }

            return 0;
        }));
        var remove = new Command("remove", "Remove a user; their tokens open nothing any more.") { tenant, name };
        remove.SetAction((result, cancellationToken) => Failures.ReportAsync(async () =>
        {
            await using var store = DataOption.OpenExisting(result.GetValue(data));
            await new Users(store.Documents).RemoveAsync(result.GetValue(tenant)!, result.GetValue(name)!, mayBeLast: true, cancellationToken);
            return 0;
        }));
        return new Command("user", "Manage users.") { data, add, list, remove };
    }
}
