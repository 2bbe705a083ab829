using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace GdnStreams.Server.Tests;

/// <summary><c>/openapi.json</c> and the routes say the same.</summary>
public sealed class Describing(Rest rest) : IClassFixture<Rest>
{
    [Fact]
    public async Task Every_route_is_in_the_document_and_nothing_else_is()
    {
        var (_, document) = await rest.CallAsync("GET /openapi.json", authorization: "");
        var described = document!["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}"))
            .Where(request => !request.Contains("/ws/v2/", StringComparison.Ordinal));

        // What the server's sockets and its answer to unknown paths are is no route of the document.
        var routes = rest.Server.Routes
            .Where(route => route.Metadata.GetMetadata<HttpMethodMetadata>() is not null)
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods, (route, method) => $"{method} {route.RoutePattern.RawText}")
            .SelectMany(request => request.EndsWith("/{subscription?}", StringComparison.Ordinal)
                ? new[] { request[..^"/{subscription?}".Length], request.Replace("?", "", StringComparison.Ordinal) }
                : [request]);
        Assert.Equal(routes.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_reference_in_the_document_leads_somewhere_and_every_path_parameter_is_declared()
    {
        var (_, document) = await rest.CallAsync("GET /openapi.json", authorization: "");
        var schemas = document!["components"]!["schemas"]!.AsObject();
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            foreach (var (_, operation) in operations!.AsObject())
            {
                Assert.All(References(operation), name => Assert.True(schemas.ContainsKey(name), $"{path}: {name}"));
                var declared = (operation!["parameters"]?.AsArray() ?? []).Where(p => (string)p!["in"]! == "path").Select(p => $"{{{p!["name"]}}}");
                Assert.Equal(path.Split('/').Where(part => part.StartsWith('{')), declared);
            }
        }
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(pair => pair is { Key: "$ref", Value: { } name } ? [((string)name!).Split('/')[^1]] : References(pair.Value)),
        JsonArray a => a.SelectMany(References),
        _ => [],
    };
}
