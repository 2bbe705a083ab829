using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Http;

/// <summary>Reads JSON bodies, whatever their Content-Type: pyC8 sends none, and jsC8 calls everything JSON.</summary>
internal static class Bodies
{
    /// <param name="context">The request.</param>
    /// <param name="type">What it has to be.</param>
    /// <param name="most">Most bytes taken.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: not the expected JSON; <see cref="GdnErrorCode.MessageTooLarge"/>.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, int most)
    {
        var body = await RequestBody.ReadAsync(context, most);
        try
        {
            return JsonSerializer.Deserialize(body.Span, type) ?? throw Unexpected(null);
        }
        catch (JsonException e)
        {
            throw Unexpected(e);
        }

        GdnException Unexpected(JsonException? e) => new(GdnErrorCode.BadRequest, $"The body of {context.Request.Method} {RequestPath.Value(context.Request.Path)} is not the JSON that it takes.", e);
    }

    /// <summary>A text that the body has to give.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: absent or empty.</exception>
    public static string Required(string? value, string name) =>
        string.IsNullOrEmpty(value) ? throw new GdnException(GdnErrorCode.BadRequest, $"The body has no '{name}', or it is empty.") : value;
}
