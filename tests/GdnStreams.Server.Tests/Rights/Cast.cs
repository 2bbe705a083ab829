using System.Text.Json.Nodes;

namespace GdnStreams.Server.Tests.Rights;

/// <summary>Callers of each kind on one server, and what they call about.</summary>
public sealed class Cast : IAsyncLifetime
{
    private readonly Rest _rest = new();

    public Rest Rest => _rest;

    /// <summary>Authorization headers by the caller's name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    /// <summary>Name of a user that others try to manage.</summary>
    public string Target { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await _rest.InitializeAsync();
        await _rest.CallAsync("POST /_fabric/_system/_api/streams/stage?global=true");
        (Target, var target) = await AddAsync("target", null);
        await _rest.CallAsync("POST /_api/key", """{"keyid":"targetskey"}""", target);
        var (_, ownerToken) = await AddAsync("owner", "ro");
        var (_, key) = await _rest.CallAsync("POST /_api/key", """{"keyid":"ownerskey"}""", ownerToken);
        Headers = new Dictionary<string, string>
        {
            ["stranger"] = "",
            ["other"] = await OtherTenantAsync(),
            ["ro"] = (await AddAsync("ro", "ro")).Bearer,
            ["wo"] = (await AddAsync("wo", "wo")).Bearer,
            ["none"] = (await AddAsync("none", "none")).Bearer,
            ["key"] = "apikey " + (string)key!["key"]!,
            ["administrator"] = "bearer " + _rest.Token,
        };
    }

    public ValueTask DisposeAsync() => _rest.DisposeAsync();

    /// <summary>Adds a user with a grant on <c>_system</c>, null for none said; gives the name and the Authorization header.</summary>
    public async Task<(string User, string Bearer)> AddAsync(string name, string? grant)
    {
        var (status, created) = await _rest.CallAsync("POST /_api/user", $$"""{"email":"{{name}}@cast","passwd":"p-{{name}}"}""");
        Assert.Equal(201, status);
        var user = (string)created!["user"]!;
        if (grant is not null)
        {
            Assert.Equal(200, (await _rest.CallAsync($"PUT /_api/user/{user}/database/_system", $$"""{"grant":"{{grant}}"}""")).Status);
        }

        return (user, await SignInAsync(name));
    }

    public async Task<string> SignInAsync(string name, string? password = null)
    {
        var (_, reply) = await _rest.CallAsync("POST /_open/auth", $$"""{"email":"{{name}}@cast","password":"{{password ?? "p-" + name}}"}""", authorization: "");
        return "bearer " + (string)reply!["jwt"]!;
    }

    /// <summary>A one-time password.</summary>
    public async Task<string> OtpAsync(string authorization) => (string)(await _rest.CallAsync("POST /apid/otp", null, authorization)).Body!["otp"]!;

    private async Task<string> OtherTenantAsync()
    {
        await _rest.Server.Accounts.Users.AddAsync(new SignIn.Account("acme", "ada", "ada@cast", "", ""), "p-ada", CancellationToken.None);
        return await SignInAsync("ada");
    }
}
