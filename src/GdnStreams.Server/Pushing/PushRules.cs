using System.Net;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Pushing;

/// <summary>What a push may be. No refusal repeats an address or a secret.</summary>
/// <param name="addresses">Where pushes may go.</param>
internal sealed class PushRules(PushAddresses addresses)
{
    private const int MostAttempts = 1_000;
    private const double LeastRate = 0.01;
    private const double MostRate = 1_000;
    private const int MostSeconds = 300;
    private const int LongestUrl = 2_048;

    /// <summary>A new push.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>, <see cref="GdnErrorCode.InvalidName"/></exception>
    public PushSettings Make(TopicName stream, string subscription, PushBody body)
    {
        if (string.IsNullOrEmpty(body.Url))
        {
            throw Bad("The body has no 'url', or it is empty.");
        }

        var unnamed = new PushSettings(stream, subscription, new Uri("https://unset.invalid"), null, MaxAttempts: 10, DeadLetters: stream, null, TimeoutInSeconds: 30, IsActive: true);
        return Change(unnamed, body with { DeadLetterTopic = body.DeadLetterTopic is { Length: > 0 } given ? given : $"{stream.Topic}-{subscription}-DLQ" });
    }

    /// <summary>A push with changes; what is absent stays as it is.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>, <see cref="GdnErrorCode.InvalidName"/></exception>
    public PushSettings Change(PushSettings push, PushBody body) => push with
    {
        Url = body.Url is { } url ? Address(url) : push.Url,
        Secret = body.Secret is { } secret ? (secret.Length == 0 ? null : PushSignature.Checked(secret)) : push.Secret,
        MaxAttempts = body.MaxAttempts is not { } attempts ? push.MaxAttempts
            : attempts is >= 1 and <= MostAttempts ? attempts
            : throw Bad($"maxAttempts is {attempts}, and may be 1 to {MostAttempts}."),
        DeadLetters = body.DeadLetterTopic is { Length: > 0 } topic ? DeadLetters(push.Stream, topic) : push.DeadLetters,
        RatePerSecond = body.RatePerSecond is not { } rate ? push.RatePerSecond
            : rate == 0 ? null
            : rate is >= LeastRate and <= MostRate ? rate
            : throw Bad($"ratePerSecond is {rate}, and may be {LeastRate} to {MostRate}, or 0 for no limit."),
        TimeoutInSeconds = body.TimeoutInSeconds is not { } seconds ? push.TimeoutInSeconds
            : seconds is >= 1 and <= MostSeconds ? seconds
            : throw Bad($"timeoutInSeconds is {seconds}, and may be 1 to {MostSeconds}."),
        IsActive = body.Active ?? push.IsActive,
    };

    private Uri Address(string text)
    {
        if (text.Length > LongestUrl || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            throw Bad($"The url is no address of at most {LongestUrl} characters. Give one such as https://hooks.example.com/orders.");
        }

        if (url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        {
            throw Bad("The url is neither https, nor http on the server's own machine. Give an https address.");
        }

        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            throw Bad("The url has a user, a password or a fragment (#). Leave them out; a key may stand in the query.");
        }

        // Names are looked up at each connection: what they lead to is checked there.
        var isRefused = IPAddress.TryParse(url.DnsSafeHost, out var literal) ? !addresses.Allows(literal) : url.IsLoopback && !addresses.AllowsLoopback;
        return isRefused ? throw Bad(PushAddresses.Refusal) : url;
    }

    private static TopicName DeadLetters(TopicName stream, string topic)
    {
        stream.TryGetStream(out var fabric, out var source);
        var given = StreamName.Parse(topic);
        var name = (given.Scope == StreamScope.Collection ? StreamName.Create(topic, source!.Scope) : given).EnsureCreatable();
        return name == source
            ? throw Bad("The dead letters would go to the stream that they come from, and be delivered again. Choose another stream for them.")
            : TopicName.Of(stream.Tenant, fabric!, name);
    }

    private static GdnException Bad(string message) => new(GdnErrorCode.BadRequest, message);
}
