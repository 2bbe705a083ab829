using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace GdnStreams.Server.Http;

/// <summary>
/// The web console: <c>GET /</c> and the files that it names. They are the same for everybody and hold no secret; what the page does goes through the API,
/// with the rights of who signed in there.
/// </summary>
internal sealed class ConsoleFiles
{
    private const string Resources = "GdnStreams.Server.Console.";
    private const string Page = "index.html";
    private const int NotModified = 304;

    /// <summary>Scripts, styles and connections of this server only; in no frame.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // Compressed when somebody asks for it, so that starting a server costs nothing.
    private readonly Dictionary<string, Lazy<ConsoleFile>> _files = typeof(ConsoleFiles).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Resources, StringComparison.Ordinal))
        .ToDictionary(name => PathOf(name[Resources.Length..]), name => new Lazy<ConsoleFile>(() => ConsoleFile.Read(name)), StringComparer.Ordinal);

    /// <summary>Answers with a file of the console, or lets others answer.</summary>
    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var isHead = HttpMethods.IsHead(context.Request.Method);
        return (isHead || HttpMethods.IsGet(context.Request.Method)) && _files.TryGetValue(Target(context), out var file)
            ? SendAsync(context, file.Value, isHead)
            : next(context);
    }

    private static async Task SendAsync(HttpContext context, ConsoleFile file, bool isHead)
    {
        var isCompressed = context.Request.GetTypedHeaders().AcceptEncoding.Any(encoding => encoding.Value == "gzip" && encoding.Quality is not 0d);
        var tag = $"\"{file.Hash}{(isCompressed ? "-gzip" : "")}\"";
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        headers.CacheControl = "no-cache";
        headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal))
        {
            context.Response.StatusCode = NotModified;
            return;
        }

        var body = isCompressed ? file.Compressed : file.Body;
        if (isCompressed)
        {
            headers.ContentEncoding = "gzip";
        }

        context.Response.ContentType = file.ContentType;
        context.Response.ContentLength = body.Length;
        if (!isHead)
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    /// <summary>The path as it was sent: prefixes that name a fabric lead to the API and never here.</summary>
    private static string Target(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? target : target[..query];
    }

    private static string PathOf(string name) => name == Page ? "/" : "/console/" + name;
}
