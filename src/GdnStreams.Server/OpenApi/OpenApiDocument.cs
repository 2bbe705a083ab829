using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using GdnStreams.Protocol;

namespace GdnStreams.Server.OpenApi;

/// <summary><c>/openapi.json</c>: all operations, with the schemas of the types that are read and written.</summary>
internal static partial class OpenApiDocument
{
    public static void Map(WebApplication app)
    {
        var document = new Lazy<string>(() => Make().ToJsonString());
        app.MapGet("/openapi.json", context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(document.Value);
        });
    }

    private static JsonObject Make()
    {
        var schemas = new JsonObject();
        var paths = new JsonObject();
        foreach (var operation in Operations.All)
        {
            var (method, path) = operation.Request.Split(' ') is [var m, var p] ? (m, p) : throw new InvalidOperationException(operation.Request);
            if (!paths.ContainsKey(path))
            {
                paths[path] = new JsonObject();
            }

            paths[path]!.AsObject().Add(method.ToLowerInvariant(), Describe(operation, path, schemas));
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "GDN streams",
                ["version"] = typeof(OpenApiDocument).Assembly.GetName().Version!.ToString(3),
                ["description"] = "Macrometa GDN's streams over REST. The prefixes /_tenant/{tenant}, /_fabric/{fabric} and /_api are optional, in this order; the fabric is _system without one.",
            },
            ["servers"] = new JsonArray(
                new JsonObject { ["url"] = "/" },
                new JsonObject { ["url"] = "/_fabric/{fabric}/_api", ["variables"] = new JsonObject { ["fabric"] = new JsonObject { ["default"] = "_system" } } }),
            ["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() }, new JsonObject { ["apikey"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["securitySchemes"] = new JsonObject
                {
                    ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT" },
                    ["apikey"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "Authorization", ["description"] = "The word apikey, a blank, and the key." },
                },
            },
        };
    }

    private static JsonObject Describe(Operation operation, string path, JsonObject schemas)
    {
        var parameters = new JsonArray();
        foreach (var name in PathParameter().Matches(path).Select(match => match.Groups[1].Value))
        {
            var isNumber = name is "seconds" or "messages" or "milliseconds" or "position";
            parameters.Add(new JsonObject { ["name"] = name, ["in"] = "path", ["required"] = true, ["schema"] = new JsonObject { ["type"] = isNumber ? "integer" : "string" } });
        }

        foreach (var parts in operation.Query.Select(query => query.Split(' ', 3)))
        {
            parameters.Add(new JsonObject { ["name"] = parts[0], ["in"] = "query", ["description"] = parts[2], ["schema"] = new JsonObject { ["type"] = parts[1] } });
        }

        var described = new JsonObject { ["summary"] = operation.Summary, ["parameters"] = parameters };
        if (operation.Body is { } body)
        {
            described["requestBody"] = new JsonObject { ["content"] = Json(body, schemas) };
        }
        else if (operation.TakesBytes)
        {
            described["requestBody"] = new JsonObject { ["content"] = new JsonObject { ["application/octet-stream"] = new JsonObject() } };
        }

        var answer = new JsonObject { ["description"] = operation.Summary };
        if (operation.Answer is { } type)
        {
            answer["content"] = Json(type, schemas);
        }

        described["responses"] = new JsonObject
        {
            [operation.Status.ToString(CultureInfo.InvariantCulture)] = answer,
            ["4XX"] = new JsonObject { ["description"] = "What is wrong, and what to do.", ["content"] = Json(RestJson.Default.ErrorBody, schemas) },
        };
        if (operation.IsOpen)
        {
            described["security"] = new JsonArray();
        }

        return described;
    }

    private static JsonObject Json(JsonTypeInfo type, JsonObject schemas)
    {
        var name = Name(type.Type);
        if (!schemas.ContainsKey(name))
        {
            schemas[name] = type.GetJsonSchemaAsNode(new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        }

        return new JsonObject { ["application/json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/" + name } } };
    }

    /// <summary><c>Envelope&lt;IReadOnlyList&lt;string>></c> is <c>EnvelopeOfListOfString</c>.</summary>
    private static string Name(Type type)
    {
        var name = type.Name.Split('`')[0].Replace("IReadOnly", "", StringComparison.Ordinal);
        return type.IsGenericType ? name + "Of" + string.Concat(type.GetGenericArguments().Select(Name)) : name;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PathParameter();
}
