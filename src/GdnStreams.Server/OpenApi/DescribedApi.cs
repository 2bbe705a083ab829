using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using GdnStreams.Protocol;
using GdnStreams.Server.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.FileProviders;
using Microsoft.OpenApi;

namespace GdnStreams.Server.OpenApi;

/// <summary><c>/openapi.json</c>. It is made when it is first asked for, with services of its own: a server that nobody asks loads none of it.</summary>
internal static class DescribedApi
{
    private const string Name = "v1";

    public static void Map(RestRoutes routes)
    {
        var gate = new Lock();
        Task<byte[]>? document = null;
        routes.MapOpen(ServiceCalls.OpenApi, async context =>
        {
            Task<byte[]> made;
            lock (gate)
            {
                made = document ??= Task.Run(MakeAsync);
            }

            var body = await made;
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        });
    }

    private static async Task<byte[]> MakeAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IHostEnvironment>(new Surroundings());
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.TypeInfoResolver = JsonTypeInfoResolver.Combine(RestJson.Default, new DefaultJsonTypeInfoResolver());
        });
        services.AddOpenApi(Name, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddOperationTransformer(DescribeAsync);
            options.AddDocumentTransformer(IntroduceAsync);
        });
        services.Replace(ServiceDescriptor.Singleton<IApiDescriptionGroupCollectionProvider, DescribedCalls>());
        await using var provider = services.BuildServiceProvider();
        var document = await provider.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name).GetOpenApiDocumentAsync();
        using var buffer = new MemoryStream();
        await document.SerializeAsJsonAsync(buffer, OpenApiSpecVersion.OpenApi3_1);
        return buffer.ToArray();
    }

    /// <summary>What the table says and the framework has no place for.</summary>
    private static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var call = context.Description.GetProperty<RestCall>()!;
        operation.Summary = call.Summary;
        operation.Description = $"Right: {Words(call.Right)}.{(call.RequestType is not null || call.TakesBytes ? $" Body: at most {call.BodyLimit} bytes." : "")}";
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            parameter.Description = call.Query.FirstOrDefault(query => query.Name == parameter.Name)?.Summary;
        }

        operation.Responses!["4XX"] = new OpenApiResponse
        {
            Description = "What is wrong, and what to do.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(typeof(ErrorBody), null, cancellationToken) },
            },
        };
        if (call.IsOpen)
        {
            operation.Security = [];
        }
    }

    private static Task IntroduceAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "GDN streams",
            Version = typeof(DescribedApi).Assembly.GetName().Version!.ToString(3),
            Description = "Macrometa GDN's streams over REST. The prefixes /_tenant/{tenant}, /_fabric/{fabric} and /_api are optional, in this order; the fabric is _system without one.",
        };
        document.Servers =
        [
            new OpenApiServer { Url = "/" },
            new OpenApiServer
            {
                Url = "/_fabric/{fabric}/_api",
                Variables = new Dictionary<string, OpenApiServerVariable> { ["fabric"] = new() { Default = "_system" } },
            },
        ];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" },
            ["apikey"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "Authorization", Description = "The word apikey, a blank, and the key.",
            },
        };
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("apikey", document)] = [] },
        ];
        return Task.CompletedTask;
    }

    private static string Words(RestRight right) => right switch
    {
        RestRight.Open => "none, open to strangers",
        RestRight.SignedIn => "a valid credential",
        RestRight.Holder => "the user or key itself, the key's owner, or an administrator",
        RestRight.OwnKeys => "a user, or a key without restrictions; an administrator for others' keys",
        RestRight.Administrator => "administrator of the tenant",
        RestRight.FabricLook => "any grant but none in the fabric",
        RestRight.FabricReadWrite => "rw on the fabric",
        RestRight.StreamLook => "any grant but none on the stream",
        RestRight.StreamRead => "ro or rw on the stream",
        RestRight.StreamWrite => "wo or rw on the stream",
        RestRight.StreamReadWrite => "rw on the stream",
        RestRight.EachStream => "a valid credential; decided stream by stream",
        _ => throw new ArgumentOutOfRangeException(nameof(right), right, null),
    };

    /// <summary>The generator asks for the name of the program.</summary>
    private sealed class Surroundings : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Production;

        public string ApplicationName { get; set; } = "gdn-server";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
