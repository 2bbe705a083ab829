using GdnStreams.Protocol;
using GdnStreams.Server.Backends.Pulsar;

namespace GdnStreams.Server.Commands;

/// <summary>What <c>--engine</c> and the options about a Pulsar say together.</summary>
internal static class PulsarEngine
{
    /// <summary>The Pulsar; null where the engine is in this process.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: they do not go together.</exception>
    public static PulsarOptions? Of(string engine, string? url, string? webSocketUrl, string? token, string? authorities, string tenant, bool allowsUnencrypted) => engine switch
    {
        EngineNames.Embedded when url is null && webSocketUrl is null && authorities is null => null,
        EngineNames.Embedded => throw new GdnException(GdnErrorCode.BadRequest, "--pulsar-url, --pulsar-websocket-url and --pulsar-ca need --engine pulsar."),
        EngineNames.Pulsar => new PulsarOptions
        {
            Url = Address(url, "--pulsar-url", "http://broker:8080", "http", "https"),
            WebSocketUrl = webSocketUrl is null ? null : Address(webSocketUrl, "--pulsar-websocket-url", "ws://broker:8080", "ws", "wss"),
            Token = token is { Length: > 0 } ? token : null,
            Authorities = authorities is null ? [] : PulsarAuthorities.Read(authorities),
            Tenant = PlainName.Ensure("Pulsar tenant", tenant),
            AllowsUnencrypted = allowsUnencrypted,
        },
        _ => throw new GdnException(GdnErrorCode.BadRequest, $"'{engine}' is no engine. Give --engine {EngineNames.Embedded} or {EngineNames.Pulsar}."),
    };

    private static Uri Address(string? text, string option, string example, params string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && schemes.Contains(url.Scheme) && url is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 }
            ? url
            : throw new GdnException(GdnErrorCode.BadRequest, $"{option} is an address that starts with {string.Join(":// or ", schemes)}://, such as {example}.");
}
