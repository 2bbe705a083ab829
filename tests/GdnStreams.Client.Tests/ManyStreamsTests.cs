using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

public sealed class ManyStreamsTests
{
    private const string Global = "POST /_fabric/_system/_api/streams?global=true";
    private const string Local = "POST /_fabric/_system/_api/streams?global=false";

    [Fact]
    public async Task One_request_has_those_of_a_scope_and_its_items_become_failures()
    {
        await using var server = new ScriptedRest(request => (202, request == Global
            ? """{"error":false,"code":202,"result":[{"stream-id":"c8globals.a"},{"error":true,"code":409,"errorNum":1210,"errorMessage":"It is there."},{"error":true,"code":418}]}"""
            : """{"error":false,"code":202,"result":[{"stream-id":"c8locals.a"},{"stream-id":"c8locals.b"}]}"""));
        await using var session = await ConnectAsync(server);
        StreamName[] streams = [Named("a"), Named("a", StreamScope.Local), Named("b"), Named("9"), Named("b", StreamScope.Local), Named("c")];
        var created = await session.Streams.CreateManyAsync(streams);
        Assert.Equal(streams, created.Select(creation => creation.Stream));
        Assert.Equal([null, null, GdnErrorCode.StreamExists, GdnErrorCode.InvalidName, null, GdnErrorCode.Internal], created.Select(creation => creation.Failure?.Code));
        Assert.Equal(("It is there.", 409), (created[2].Failure!.Message, created[2].Failure!.Status));
        Assert.Equal([(Global, """["a","b","c"]"""), (Local, """["a","b"]""")], server.Asked.Select(asked => (asked.Request, asked.Body)));
    }

    [Fact]
    public async Task As_many_requests_as_it_takes_and_one_that_fails_fails_alone()
    {
        var requests = 0;
        await using var server = new ScriptedRest(_ => Interlocked.Increment(ref requests) == 2
            ? (503, """{"error":true,"code":503,"errorNum":503,"errorMessage":"Not now."}""")
            : (202, $$"""{"error":false,"code":202,"result":[{{string.Join(',', Enumerable.Repeat("{}", requests == 3 ? 2 : 1000))}}]}"""));
        await using var session = await ConnectAsync(server);
        var created = await session.Streams.CreateManyAsync([.. Enumerable.Range(0, 2002).Select(i => Named($"s{i}"))]);
        Assert.Equal(3, requests);
        Assert.All(created.Take(1000).Concat(created.Skip(2000)), creation => Assert.Null(creation.Failure));
        Assert.All(created.Skip(1000).Take(1000), creation => Assert.Equal(GdnErrorCode.Unavailable, creation.Failure?.Code));
        Assert.Equal(["s2000", "s2001"], JsonSerializer.Deserialize<string[]>(server.Asked[2].Body)!);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(501)]
    public async Task A_server_that_does_not_know_it_is_asked_for_each_and_not_tried_again(int status)
    {
        await using var server = new ScriptedRest(request => request == Global
            ? (status, $$"""{"error":true,"code":{{status}},"errorNum":{{status}},"errorMessage":"There is no such call."}""")
            : request.Contains("/b?", StringComparison.Ordinal)
                ? (409, """{"error":true,"code":409,"errorNum":1210,"errorMessage":"It is there."}""")
                : (202, """{"error":false,"code":202,"result":{"stream-id":"x"}}"""));
        await using var session = await ConnectAsync(server);
        for (var round = 0; round < 2; round++)
        {
            var created = await session.Streams.CreateManyAsync([Named("a"), Named("b"), Named("c")]);
            Assert.Equal([null, GdnErrorCode.StreamExists, null], created.Select(creation => creation.Failure?.Code));
        }

        Assert.Equal(1, server.Asked.Count(asked => asked.Request == Global));
        Assert.Equal(2, server.Asked.Count(asked => asked.Request == "POST /_fabric/_system/_api/streams/c?global=true"));
    }

    [Fact]
    public async Task A_fabric_that_does_not_exist_is_no_reason_to_ask_for_each()
    {
        await using var server = new ScriptedRest(_ => (404, """{"error":true,"code":404,"errorNum":1228,"errorMessage":"No fabric."}"""));
        await using var session = await ConnectAsync(server);
        Assert.All(await session.Streams.CreateManyAsync([Named("a"), Named("b")]), creation => Assert.Equal(GdnErrorCode.FabricNotFound, creation.Failure?.Code));
        Assert.Single(server.Asked);
    }

    [Theory]
    [InlineData("""[{"stream-id":"c8globals.a"}]""")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task An_answer_that_does_not_fit_is_no_success(string result)
    {
        await using var server = new ScriptedRest(_ => (202, $$"""{"error":false,"code":202,"result":{{result}}}"""));
        await using var session = await ConnectAsync(server);
        Assert.All(await session.Streams.CreateManyAsync([Named("a"), Named("b")]), creation => Assert.Equal(GdnErrorCode.ProtocolViolation, creation.Failure?.Code));
    }

    [Fact]
    public async Task One_alone_is_a_call_that_every_server_knows()
    {
        await using var server = new ScriptedRest(_ => (202, """{"error":false,"code":202,"result":{"stream-id":"c8globals.a"}}"""));
        await using var session = await ConnectAsync(server);
        Assert.Null(Assert.Single(await session.Streams.CreateManyAsync([Named("a")])).Failure);
        Assert.Equal("POST /_fabric/_system/_api/streams/a?global=true", Assert.Single(server.Asked).Request);
        Assert.Empty(await session.Streams.CreateManyAsync([]));
    }

    private static StreamName Named(string name, StreamScope scope = StreamScope.Global) => StreamName.Create(name, scope);

    private static Task<GdnSession> ConnectAsync(ScriptedRest server) =>
        GdnSession.ConnectAsync(new GdnSessionOptions { Url = server.Url, Credential = GdnCredential.ApiKey("demo.k.s") });
}
