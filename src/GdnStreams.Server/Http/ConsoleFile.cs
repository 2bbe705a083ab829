using System.IO.Compression;
using System.Security.Cryptography;

namespace GdnStreams.Server.Http;

/// <summary>A file of the console as it is sent: plain, and compressed for who takes that.</summary>
internal sealed class ConsoleFile
{
    private ConsoleFile(string name, byte[] body) => (ContentType, Body, Compressed, Hash) = (TypeOf(name), body, Gzip(body), Convert.ToHexString(SHA256.HashData(body))[..32]);

    /// <summary>Its exact type: browsers are told not to guess.</summary>
    public string ContentType { get; }

    /// <summary>As it was built.</summary>
    public byte[] Body { get; }

    /// <summary>With gzip.</summary>
    public byte[] Compressed { get; }

    /// <summary>Changes with the content.</summary>
    public string Hash { get; }

    /// <summary>Reads a file that is embedded in this program.</summary>
    public static ConsoleFile Read(string resource)
    {
        using var stream = typeof(ConsoleFile).Assembly.GetManifestResourceStream(resource)!;
        using var body = new MemoryStream();
        stream.CopyTo(body);
        return new ConsoleFile(resource, body.ToArray());
    }

    private static byte[] Gzip(byte[] body)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
        {
            gzip.Write(body);
        }

        return compressed.ToArray();
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".txt" => "text/plain; charset=utf-8",
        var other => throw new InvalidOperationException($"{name} is in the console, and nothing says what {other} is. Add its type."),
    };
}
