using System.Text.Json.Serialization.Metadata;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Http;

/// <summary>Writes answers.</summary>
internal static class Answers
{
    /// <summary>A result in GDN's envelope, with the HTTP status repeated in it.</summary>
    public static Task SendAsync<T>(HttpContext context, T? result, JsonTypeInfo<Envelope<T>> type, int status = 200) =>
        SendPlainAsync(context, new Envelope<T> { Code = status, Result = result }, type, status);

    /// <summary>A body without envelope.</summary>
    public static Task SendPlainAsync<T>(HttpContext context, T body, JsonTypeInfo<T> type, int status = 200)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body, type, "application/json");
    }
}
