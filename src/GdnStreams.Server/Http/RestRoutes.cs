using GdnStreams.Protocol;
using GdnStreams.Server.Fabrics;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Http;

/// <summary>
/// Maps the calls of <see cref="RestApi"/> to their handlers. Credential, right, body and answer are handled here as the row says, before and
/// after the handler.
/// </summary>
internal sealed class RestRoutes(WebApplication app, Accounts accounts, FabricDirectory fabrics)
{
    private readonly HashSet<RestCall> _mapped = [];

    /// <summary>A call that is open to strangers and writes its own answer.</summary>
    public void MapOpen(RestCall call, RequestDelegate handler) => MapAll(call, handler);

    /// <summary>A call without a body.</summary>
    public void Map<T>(JsonCall<T> call, Func<RestContext, Task<T?>> handler) => MapAll(call, async http =>
    {
        var context = await AdmitAsync(call, http);
        await AnswerAsync(call, http, await handler(context));
    });

    /// <summary>A call with a body. The handler gets null if the body is optional and absent.</summary>
    public void Map<TRequest, TAnswer>(JsonBodyCall<TRequest, TAnswer> call, Func<RestContext, TRequest?, Task<TAnswer?>> handler)
        where TRequest : class => MapAll(call, async http =>
    {
        var context = await AdmitAsync(call, http);
        var request = call.HasOptionalBody && http.Request.ContentLength is null or 0 ? null : await Bodies.ReadAsync(http, call.Request, call.BodyLimit);
        await AnswerAsync(call, http, await handler(context, request));
    });

    /// <exception cref="InvalidOperationException">A row of the table has no handler.</exception>
    public void EnsureComplete()
    {
        if (RestApi.All.FirstOrDefault(call => !_mapped.Contains(call)) is { } missing)
        {
            throw new InvalidOperationException($"{missing} has no handler.");
        }
    }

    private void MapAll(RestCall call, RequestDelegate handler)
    {
        foreach (var template in call.Templates)
        {
            app.MapMethods(template, [call.Method], handler);
        }

        _mapped.Add(call);
    }

    /// <summary>Identifies the caller and checks the right, before the body is read.</summary>
    private async Task<RestContext> AdmitAsync(RestCall call, HttpContext http)
    {
        if (call.IsOpen)
        {
            return new RestContext(http, null, null);
        }

        var identity = await accounts.AuthenticateAsync(http);
        switch (call.Right)
        {
            case RestRight.Holder:
                await RequireHolderAsync(http, identity);
                return new RestContext(http, identity, null);
            case RestRight.FabricLook or RestRight.FabricReadWrite or RestRight.EachStream:
                identity.Require(call.Right, fabrics.Get(identity.Tenant, Requests.Fabric(http)).Name);
                return new RestContext(http, identity, null);
            case RestRight.StreamLook or RestRight.StreamRead or RestRight.StreamWrite or RestRight.StreamReadWrite:
                var fabric = fabrics.Get(identity.Tenant, Requests.Fabric(http)).Name;
                var stream = Stream(http);
                identity.Require(call.Right, fabric, stream.Topic);
                return new RestContext(http, identity, TopicName.Of(identity.Tenant, fabric, stream));
            default:
                identity.Require(call.Right);
                return new RestContext(http, identity, null);
        }
    }

    /// <summary>Requires that the user or key in the path is the caller or the caller's own, or that the caller is an administrator.</summary>
    private async Task RequireHolderAsync(HttpContext http, Identity identity)
    {
        if (identity.May(RestRight.Holder))
        {
            return;
        }

        var isOwn = http.Request.RouteValues.ContainsKey("key")
            ? (await accounts.Keys.FindAsync(identity.Tenant, Requests.Value(http, "key"), http.RequestAborted))?.User == identity.User
            : Requests.Value(http, "user") == identity.User;
        if (!isOwn)
        {
            identity.Require(RestRight.Holder);
        }
    }

    /// <summary>The stream in the path: a topic, or the bare name of a stream to create.</summary>
    private static StreamName Stream(HttpContext http) => http.Request.RouteValues.ContainsKey("topic")
        ? StreamName.Parse(Requests.Value(http, "topic"))
        : StreamName.Create(Requests.Value(http, "name"), Requests.Flag(http, "global") == false ? StreamScope.Local : StreamScope.Global);

    private static async Task AnswerAsync<T>(JsonCall<T> call, HttpContext http, T? answer)
    {
        var body = call.Write(answer);
        http.Response.StatusCode = call.Status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
