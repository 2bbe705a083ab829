using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests;

/// <summary>Nobody knows the password of durable data but who can read its credentials file.</summary>
public sealed class TheFirstUser : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gdn-first-").FullName;

    private string Data => Path.Combine(_directory, "data");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Of_a_new_data_directory_has_secrets_of_its_own_in_a_file_that_the_ready_line_names()
    {
        var first = await RunAsync(async (http, ready) =>
        {
            var file = (string)ready["credentials"]!;
            Assert.Equal(Path.Combine(Data, "credentials.json"), file);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }

            var text = await File.ReadAllTextAsync(file);
            var credentials = JsonNode.Parse(text)!;
            Assert.Equal(401, await SignInAsync(http, Development.Email, Development.Password));
            Assert.Equal(401, await CallAsync(http, Development.ApiKey));
            Assert.Equal(200, await SignInAsync(http, (string)credentials["email"]!, (string)credentials["password"]!));
            Assert.Equal(200, await CallAsync(http, (string)credentials["apiKey"]!));
            return text;
        });

        // The same ones after a restart, and others elsewhere.
        Assert.Equal(first, await RunAsync(async (http, ready) =>
        {
            var text = await File.ReadAllTextAsync((string)ready["credentials"]!);
            Assert.Equal(200, await CallAsync(http, (string)JsonNode.Parse(text)!["apiKey"]!));
            return text;
        }));
        Directory.Delete(Data, recursive: true);
        Assert.NotEqual(first, await RunAsync((_, ready) => File.ReadAllTextAsync((string)ready["credentials"]!)));
    }

    [Fact]
    public async Task Is_not_made_where_a_seed_makes_users_or_the_development_user_was_asked_for()
    {
        var seed = Path.Combine(_directory, "seed.json");
        await File.WriteAllTextAsync(seed, """{ "users": [{ "tenant": "acme", "user": "ada", "email": "ada@example.com", "password": "p" }] }""");
        Assert.Equal("200 ", await RunAsync(async (http, ready) => $"{await SignInAsync(http, "ada@example.com", "p")} {ready["credentials"]}", "--seed", seed));
        Directory.Delete(Data, recursive: true);
        Assert.Equal("200 ", await RunAsync(async (http, ready) => $"{await CallAsync(http, Development.ApiKey)} {ready["credentials"]}", "--dev"));

        // Nor is the development user's data opened as if it were private.
        var (code, _, errors) = await Program.RunAsync("", "serve", "--data", Data);
        Assert.Equal(1, code);
        Assert.Contains("say --dev", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_made_anew_where_a_start_was_killed_between()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "credentials.json"), "{ \"half\": ");
        Assert.Equal(200, await RunAsync(async (http, ready) =>
            await CallAsync(http, (string)JsonNode.Parse(await File.ReadAllTextAsync((string)ready["credentials"]!))!["apiKey"]!)));
    }

    [Theory]
    [InlineData("""{ "users": [{ "tenant": "acme", "user": "ada", "email": "ada@example.com", "password": "p" }] }""", "Made 1 users")]
    [InlineData("{}", "Made 0 users")]
    [InlineData("""{ "users": null }""", "cannot be used")]
    [InlineData("""{ "users": [null] }""", "cannot be used")]
    [InlineData("""{ "users": [{ "tenant": "acme" }] }""", "cannot be used")]
    [InlineData("[]", "cannot be used")]
    public async Task Of_a_seed_with_parts_missing_is_made_or_told(string seed, string expected)
    {
        var file = Path.Combine(_directory, "seed.json");
        await File.WriteAllTextAsync(file, seed);
        var (_, output, errors) = await Program.RunAsync("", "seed", file, "--data", Data);
        Assert.Contains(expected, output + errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    private async Task<T> RunAsync<T>(Func<HttpClient, JsonNode, Task<T>> body, params string[] arguments)
    {
        using var process = Process.Start(Program.Start(["serve", "--exit-with-parent", "--data", Data, .. arguments]))!;
        var errors = process.StandardError.ReadToEndAsync();
        var ready = JsonNode.Parse(Assert.IsType<string>(await process.StandardOutput.ReadLineAsync()))!;
        using var http = new HttpClient { BaseAddress = new Uri((string)ready["url"]!) };
        try
        {
            return await body(http, ready);
        }
        finally
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            await errors;
        }
    }

    private static async Task<int> SignInAsync(HttpClient http, string email, string password)
    {
        using var body = new StringContent($$"""{"email":"{{email}}","password":"{{password}}"}""", Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri("/_open/auth", UriKind.Relative), body);
        return (int)response.StatusCode;
    }

    private static async Task<int> CallAsync(HttpClient http, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/_fabric/_system/_api/streams", UriKind.Relative));
        request.Headers.Authorization = new("apikey", key);
        using var response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }
}
