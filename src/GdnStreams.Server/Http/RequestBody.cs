using System.Buffers;
using GdnStreams.Protocol;
using Microsoft.AspNetCore.Http.Features;

namespace GdnStreams.Server.Http;

/// <summary>The bytes of a request, up to a bound.</summary>
internal static class RequestBody
{
    private const int ChunkBytes = 64 * 1024;

    /// <param name="context">The request.</param>
    /// <param name="most">Most bytes taken.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.MessageTooLarge"/></exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context, int most)
    {
        // The web server's own limit would cut the connection while the client is still sending, so that it never reads the reason.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        var announced = context.Request.ContentLength ?? 0;
        EnsureFits(announced, most);
        using var body = new MemoryStream((int)announced);
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            while (await context.Request.Body.ReadAsync(chunk, context.RequestAborted) is > 0 and var read)
            {
                EnsureFits(body.Length + read, most);
                body.Write(chunk, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static void EnsureFits(long size, int most)
    {
        if (size > most)
        {
            throw new GdnException(GdnErrorCode.MessageTooLarge, $"The body has more than {most} bytes, which is the most that is taken. Send it in parts, or store it elsewhere and send its address.");
        }
    }
}
