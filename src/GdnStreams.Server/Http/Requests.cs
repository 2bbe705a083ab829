using System.Globalization;
using GdnStreams.Protocol;
using Microsoft.AspNetCore.Connections;
using GdnStreams.Server.Operations;

namespace GdnStreams.Server.Http;

/// <summary>What all requests share: optional prefixes, request ids, and the error envelope.</summary>
internal sealed class Requests(ServerMetrics metrics, RefusalLog refusals, ILogger log, TimeProvider time)
{
    private const string FabricItem = "fabric";
    private const string TenantItem = "tenant";
    private const string RegionHeader = "x-gdn-region";
    private const string ResponseTimeHeader = "x-gdn-responsetime";
    private const int Unauthorized = 401;
    private const int Forbidden = 403;
    private const int TooLarge = 413;
    private const int Fault = 500;

    /// <summary>The fabric of the path; <c>_system</c> where it named none.</summary>
    public static string Fabric(HttpContext context) => context.Items[FabricItem] as string ?? "_system";

    /// <summary>The tenant of the path; null where it named none.</summary>
    public static string? Tenant(HttpContext context) => context.Items[TenantItem] as string;

    /// <summary>A query's boolean, whatever its case; null where it is absent or empty.</summary>
    public static bool? Flag(HttpContext context, string name) =>
        bool.TryParse(context.Request.Query[name].ToString(), out var value) ? value : null;

    /// <summary>A part of the path.</summary>
    public static string Value(HttpContext context, string name) => RequestPath.Value((string)context.Request.RouteValues[name]!);

    /// <summary>A duration of the path, at most some 68 years.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/></exception>
    public static TimeSpan Seconds(HttpContext context) => Number(context, "seconds") is var seconds and <= int.MaxValue
        ? TimeSpan.FromSeconds(seconds)
        : throw new GdnException(GdnErrorCode.BadRequest, $"{Value(context, "seconds")} seconds are too many; the most are {int.MaxValue}.");

    /// <summary>A number of the path, not negative.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/></exception>
    public static long Number(HttpContext context, string name) =>
        long.TryParse(Value(context, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue * 1000L
            ? number
            : throw new GdnException(GdnErrorCode.BadRequest, $"'{Value(context, name)}' is not a whole number of {name} from 0 to {int.MaxValue * 1000L}.");

    /// <summary>The refusal of a path that does not exist.</summary>
    public static Task NotFoundAsync(HttpContext context) =>
        throw new GdnException(GdnErrorCode.RouteNotFound, $"There is no {context.Request.Method} {RequestPath.Value(context.Request.Path)}.");

    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers[RestHeaders.RequestId] = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        headers[RegionHeader] = RegionEndpoints.Region;
        headers.AccessControlExposeHeaders = $"{RegionHeader}, {RestHeaders.RequestId}, {ResponseTimeHeader}";
        var start = time.GetTimestamp();
        context.Response.OnStarting(() =>
        {
            // In whole milliseconds.
            headers[ResponseTimeHeader] = ((long)time.GetElapsedTime(start).TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
        TakePrefixes(context);
        try
        {
            await next(context);
        }
        catch (GdnException e) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, ErrorStatuses.ToStatus(e.Code), e.Code, e.Message);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, e.StatusCode, e.StatusCode == TooLarge ? GdnErrorCode.MessageTooLarge : GdnErrorCode.BadRequest, e.Message);
        }
        catch (Exception e) when (e is ConnectionResetException || (context.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException))
        {
            // The client is gone: nobody waits for an answer, and nothing failed here. Abort, so that Kestrel does not wait for the rest of the body.
            context.Abort();
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            // A bug of ours: the caller gets the request id, the log gets the details.
            log.Failed(e, LogText.Of(context.Request.Method), LogText.Of(RequestPath.Value(context.Request.Path)));
            await RefuseAsync(context, Fault, GdnErrorCode.Internal, $"The server failed. Its log says why, for request {headers[RestHeaders.RequestId]}.");
        }
    }

    private Task RefuseAsync(HttpContext context, int status, GdnErrorCode code, string message)
    {
        metrics.Refused(status);
        if (status is Unauthorized or Forbidden)
        {
            refusals.Add(context.Request.Method, RequestPath.Value(context.Request.Path), status, code.ToString(), context.Connection.RemoteIpAddress);
        }

        var body = ErrorBody.Of(code, message) with { Code = status };
        context.Response.StatusCode = status;
        context.Response.Headers[RestHeaders.ErrorNumber] = body.ErrorNum.ToString(CultureInfo.InvariantCulture);
        return context.Response.WriteAsJsonAsync(body, RestJson.Default.ErrorBody, "application/json");
    }

    private static void TakePrefixes(HttpContext context)
    {
        var path = RequestPath.Of(context);
        if (Take(ref path, "/_tenant/") is { Length: > 0 } tenant)
        {
            context.Items[TenantItem] = RequestPath.Value(tenant);
        }

        if (Take(ref path, "/_fabric/") is { } fabric)
        {
            context.Items[FabricItem] = RequestPath.Value(fabric);
        }

        foreach (var prefix in new[] { "/_api", "/_admin" })
        {
            path = path.StartsWith(prefix + "/", StringComparison.Ordinal) ? path[prefix.Length..] : path;
        }

        context.Request.Path = path;
    }

    private static string? Take(ref string path, string prefix)
    {
        if (!path.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var end = path.IndexOf('/', prefix.Length);
        var value = end < 0 ? path[prefix.Length..] : path[prefix.Length..end];
        path = end < 0 ? "/" : path[end..];
        return value;
    }
}
