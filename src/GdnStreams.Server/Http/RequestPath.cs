using Microsoft.AspNetCore.Http.Features;

namespace GdnStreams.Server.Http;

/// <summary>
/// The path of a request, decoded part by part. By default the web server decodes all but <c>%2F</c> and its routing decodes once more, so
/// that a name with a percent sign would become another one. Here slashes and percent signs of a name are hidden from both until
/// <see cref="Value"/>.
/// </summary>
internal static class RequestPath
{
    // An unused character. If a name contains it, it is hidden as well.
    private const char Hidden = '\uE000';
    private const string Slash = "\uE000s";
    private const string Percent = "\uE000p";
    private const string Itself = "\uE000i";

    public static string Of(HttpContext context)
    {
        var decoded = context.Request.Path.Value ?? "/";
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var end = target.IndexOf('?', StringComparison.Ordinal);
        var path = end < 0 ? target : target[..end];
        if (!path.Contains('%', StringComparison.Ordinal))
        {
            return decoded;
        }

        // '.' and '..' were already resolved in the decoded path, which has no host either.
        var parts = path.Split('/').Select(Uri.UnescapeDataString).ToArray();
        var isWhole = path.StartsWith('/') && !parts.Any(part => part is "." or "..");
        return string.Join('/', (isWhole ? parts : decoded.Split('/')).Select(Hide));
    }

    /// <summary>One part of such a path, or a whole one, as it was meant.</summary>
    public static string Value(string part) => part.Contains(Hidden, StringComparison.Ordinal)
        ? part.Replace(Slash, "/", StringComparison.Ordinal).Replace(Percent, "%", StringComparison.Ordinal).Replace(Itself, Hidden.ToString(), StringComparison.Ordinal)
        : part;

    private static string Hide(string part) =>
        part.Replace(Hidden.ToString(), Itself, StringComparison.Ordinal).Replace("%", Percent, StringComparison.Ordinal).Replace("/", Slash, StringComparison.Ordinal);
}
