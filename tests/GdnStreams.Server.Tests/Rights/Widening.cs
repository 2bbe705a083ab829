using System.Text.Json.Nodes;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Tests.Rights;

/// <summary>Whatever somebody calls, in whatever order and with whatever credential they get hold of, they may do no more than before.</summary>
public sealed class Widening(Cast cast) : IClassFixture<Cast>
{
    private const int Calls = 400;
    private static readonly int[] Refused = [401, 403];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Is_what_no_sequence_of_calls_does(int seed)
    {
#pragma warning disable CA5394 // The seed makes it the same calls every time.
        var random = new Random(seed);
        var (user, bearer) = await cast.AddAsync($"climber{seed}", "ro");
        await cast.Rest.CallAsync("POST /_fabric/_system/_api/streams/hidden?global=true");
        await cast.Rest.CallAsync($"PUT /_api/user/{user}/database/_system/stream/c8globals.hidden", """{"grant":"none"}""");
        var before = await RightsAsync(user);
        var credentials = new List<string> { bearer };
        var ids = new List<string> { "targetskey" };
        foreach (var step in Enumerable.Range(0, Calls))
        {
            var call = RestApi.All[random.Next(RestApi.All.Count)];
            var template = Pick(call.Templates.ToArray());
            var path = string.Join('/', template.Split('/').Select(part => part switch
            {
                "{user}" => Pick(user, cast.Target, "root"),
                "{key}" => Pick([.. ids]),
                "{fabric}" => "_system",
                "{name}" => Pick("_system", "hidden", "local", "made"),
                "{topic}" => Pick("c8globals.hidden", "c8globals.stage", "c8locals.made"),
                "{region}" => "local",
                "{subscription}" => "s",
                "{tenant}" => Pick("demo", "acme"),
                "{isSpot}" => "true",
                _ => part.StartsWith('{') ? "1" : part,
            }));
            var id = $"k{seed}x{step}";
            var body = call.RequestType is null && !call.TakesBytes ? null
                : $$"""{"grant":"rw","keyid":"{{id}}","name":"f{{step}}","email":"{{Pick($"climber{seed}@cast", $"n{step}@cast")}}","passwd":"x","password":"p-climber{{seed}}","administrator":true,"active":true,"metadata":{},"extra":{} }""";
            var (_, answer) = await cast.Rest.CallAsync($"{call.Method} {Pick("", "/_api", "/_fabric/_system/_api", "/_tenant/demo", "/_fabric/_system/_admin")}{path}", body, Pick([.. credentials]));
            if (answer is JsonObject told)
            {
                if (told.TryGetPropertyValue("key", out var key) && key is JsonValue)
                {
                    credentials.Add("apikey " + (string)key!);
                    ids.Add(id);
                }

                if (told.TryGetPropertyValue("jwt", out var jwt) && jwt is JsonValue)
                {
                    credentials.Add("bearer " + (string)jwt!);
                }
            }
        }

        Assert.Equal(before, await RightsAsync(user));
        Assert.True(credentials.Count > 1, "No sequence got hold of a second credential: this test tests nothing.");
        foreach (var credential in credentials)
        {
            Assert.Contains((await cast.Rest.CallAsync("POST /_fabric/_system/_api/streams/c8globals.hidden/publish", "x", credential)).Status, Refused);
            Assert.Contains((await cast.Rest.CallAsync("POST /_fabric/_system/_api/streams/c8globals.stage/publish", "x", credential)).Status, Refused);
            Assert.Contains((await cast.Rest.CallAsync("POST /_api/user", """{"email":"y@cast","passwd":"x"}""", credential)).Status, Refused);
        }

        // Nothing was taken from the others, either.
        Assert.Equal(200, (await cast.Rest.CallAsync("GET /_api/key/targetskey")).Status);
        Assert.Equal(200, (await cast.Rest.CallAsync("GET /_fabric/_system/_api/streams/c8globals.hidden/stats")).Status);

        string Pick(params string[] some) => some[random.Next(some.Length)];
#pragma warning restore CA5394
    }

    private async Task<string> RightsAsync(string user) =>
        (await cast.Rest.CallAsync($"GET /_api/user/{user}")).Body!.ToJsonString()
        + (await cast.Rest.CallAsync($"GET /_api/user/{user}/database")).Body!["result"]!["_system"]!.ToJsonString()
        + (await cast.Rest.CallAsync($"GET /_api/user/{user}/database/_system/stream")).Body!.ToJsonString();
}
