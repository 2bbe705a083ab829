using System.Net;

namespace GdnStreams.Client;

/// <summary>Handlers for REST and sockets that trust, and go through, what the options say.</summary>
internal static class HttpHandlers
{
#if NETSTANDARD2_0
    public static HttpClientHandler Create(GdnSessionOptions options)
    {
        var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        if (options.Proxy is { } proxy)
        {
            handler.Proxy = proxy;
        }

        return handler;
    }
#else
    public static SocketsHttpHandler Create(GdnSessionOptions options)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        if (options.Proxy is { } proxy)
        {
            handler.Proxy = proxy;
        }

        if (options.SkipCertificateCheck)
        {
#pragma warning disable CA5359 // That is what was asked for.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (options.TrustedCertificates.Count > 0)
        {
            var trust = new ServerTrust(options.TrustedCertificates);
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => trust.Accepts(certificate, chain, errors);
        }

        return handler;
    }
#endif
}
