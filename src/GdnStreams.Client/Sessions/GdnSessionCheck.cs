namespace GdnStreams.Client;

/// <summary>The bounds of <see cref="GdnSessionOptions"/>, each with its own words.</summary>
internal static class GdnSessionCheck
{
    public static void Check(GdnSessionOptions options)
    {
        _ = options ?? throw new ArgumentNullException(nameof(options));
        Option.Require(options.Url is { IsAbsoluteUri: true } url && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps), "The address does not start with http:// or https://.");
        Option.Require(options.Url.UserInfo.Length == 0, "The address holds a user or password. Give them as Credential.");
        Option.Require(options.Url.Query.Length == 0 && options.Url.Fragment.Length == 0, "The address has a query ('?') or a fragment ('#'). Leave it out: nothing of it is sent.");
        Option.Require(
            options.WebSocketUrl is null or { IsAbsoluteUri: true, Scheme: "ws" or "wss", UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 },
            "WebSocketUrl starts with ws:// or wss://, and holds no password, query or fragment.");
        Option.Require(options.AllowUnencrypted || !options.IsUnencrypted, Unencrypted.Refusal(options.Credential?.Noun ?? "credential", options.UnencryptedUrl ?? options.Url));
        Option.Require(options.Fabric is { Length: > 0 }, "The fabric is empty. Leave it out for _system.");
        Option.Require(options.Namespace is not "", "The namespace is empty. Leave it out to work in a fabric.");
        Option.Require(options.ConnectTimeout > TimeSpan.Zero && options.ConnectTimeout.TotalMilliseconds <= int.MaxValue, "ConnectTimeout is above zero and below 25 days.");
        Option.Require(options.RequestTimeout > TimeSpan.Zero && options.RequestTimeout.TotalMilliseconds <= int.MaxValue, "RequestTimeout is above zero and below 25 days.");
        Option.Require(options.ReconnectTimeout >= TimeSpan.Zero, "ReconnectTimeout is not below zero.");
        Option.Require(options.MaxReconnectAttempts >= 1, "MaxReconnectAttempts is at least 1.");
        Option.Require(options.BusyTimeout >= TimeSpan.Zero, "BusyTimeout is not below zero.");
        Option.Require(options.KeepAliveInterval >= TimeSpan.Zero && options.KeepAliveInterval.TotalMilliseconds <= int.MaxValue, "KeepAliveInterval is zero (off), or above zero and below 25 days.");
        Option.Require(options.KeepAliveTimeout > TimeSpan.Zero && options.KeepAliveTimeout.TotalMilliseconds <= int.MaxValue, "KeepAliveTimeout is above zero and below 25 days.");
        Option.Require(options.TrustedCertificates is not null, "TrustedCertificates is null. Leave it out to trust the machine's authorities.");
        Option.Require(!options.SkipCertificateCheck || options.TrustedCertificates!.Count == 0, "TrustedCertificates and SkipCertificateCheck exclude each other. Leave one of them out.");
#if NETSTANDARD2_0
        if (options.TrustedCertificates!.Count > 0 || options.SkipCertificateCheck)
        {
            throw new PlatformNotSupportedException(
                "The WebSocket of .NET Framework asks the machine, and nobody else, whom to trust. Put the authority's certificate into the machine's store (Cert:\\LocalMachine\\Root), or use .NET 8 or newer.");
        }
#endif
    }
}
