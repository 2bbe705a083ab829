using GdnStreams.Server.Tls;

namespace GdnStreams.Server;

/// <summary>Where a server answers, known once it has started: it may have picked its ports itself.</summary>
internal sealed class ServerAddresses(ServerOptions options)
{
    /// <summary>The plain address.</summary>
    public string Url { get; private set; } = "";

    /// <summary>The encrypted address; null without HTTPS.</summary>
    public string? HttpsUrl { get; private set; }

    /// <summary>The development certificate, for clients to trust; null where there is none on disk.</summary>
    public string? CertificateFile => HttpsUrl is not null && options is { CertificateFile: null, DataDirectory: { } directory }
        ? Path.GetFullPath(Path.Combine(directory, DevelopmentCertificate.FileName))
        : null;

    /// <summary>
    /// Host and port that SDKs connect sockets to, after putting <c>api-</c> before it. They always use TLS, so it is the HTTPS port;
    /// without HTTPS it is where the request came in.
    /// </summary>
    public string HostFor(HttpContext context)
    {
        if (HttpsUrl is { } https)
        {
            return $"{options.HostName}:{new Uri(https).Port}";
        }

        var host = context.Request.Host.Value ?? "";
        return host.StartsWith("api-", StringComparison.OrdinalIgnoreCase) ? host[4..] : host;
    }

    public void Started(ICollection<string> urls)
    {
        Url = urls.First(url => url.StartsWith("http://", StringComparison.Ordinal));
        HttpsUrl = urls.FirstOrDefault(url => url.StartsWith("https://", StringComparison.Ordinal)) is { } url
            ? $"https://{options.HttpsHost}:{new Uri(url).Port}"
            : null;
    }
}
