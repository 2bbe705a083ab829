using System.Text;

namespace GdnStreams.Protocol;

/// <summary>The address of one producer, consumer or reader socket: path and query, written and read here and nowhere else.</summary>
/// <remarks><c>{prefix}/ws/v2/{kind}/{domain}/{tenant}/{namespace}/{topic}[/{subscription}]?{parameters}</c></remarks>
public abstract record StreamSocketAddress
{
    /// <summary>GDN serves Pulsar's socket paths below this prefix.</summary>
    public const string GdnPrefix = "/_ws";

    /// <summary>A plain Pulsar serves them at the root.</summary>
    public const string PulsarPrefix = "";

    private protected StreamSocketAddress(TopicName topic) => Topic = topic ?? throw new ArgumentNullException(nameof(topic));

    /// <summary>The topic at the other end.</summary>
    public TopicName Topic { get; init; }

    /// <summary>GDN's one-time password (query <c>otp</c>): one socket, 10 seconds. Secret: <see cref="ToString"/> leaves it out.</summary>
    public string? Otp { get; init; }

    /// <summary>Pulsar's token for clients that cannot send headers (query <c>token</c>). Secret: <see cref="ToString"/> leaves it out.</summary>
    public string? Token { get; init; }

    /// <summary>As it is to be for a Pulsar, where that does not do what the address says.</summary>
    internal virtual StreamSocketAddress ForPulsar() => this;

    private protected abstract string Kind { get; }

    /// <summary>Path and query, secrets included.</summary>
    /// <param name="prefix"><see cref="GdnPrefix"/> or <see cref="PulsarPrefix"/>.</param>
    public string ToPathAndQuery(string prefix) => Write(prefix, withSecrets: true);

    /// <summary>Path and query for people and logs, without secrets.</summary>
    public sealed override string ToString() => Write("", withSecrets: false);

    /// <summary>Reads the path and query of a handshake, with or without <see cref="GdnPrefix"/>.</summary>
    /// <param name="path">The path as it was sent, still percent-encoded.</param>
    /// <param name="query">The query as it was sent, with or without its question mark.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.RouteNotFound"/> for an unknown kind, else <see cref="GdnErrorCode.BadRequest"/>.</exception>
    public static StreamSocketAddress Parse(string path, string query)
    {
        var text = path.StartsWith(GdnPrefix + "/", StringComparison.Ordinal) ? path.Substring(GdnPrefix.Length) : path;
        var parts = text.Split('/');
        if (parts.Length < 4 || parts[1] != "ws" || parts[2] != "v2" || parts[3] is not ("producer" or "consumer" or "reader"))
        {
            throw new GdnException(GdnErrorCode.RouteNotFound, $"There is no socket at {path}. Sockets are at /ws/v2/producer, /ws/v2/consumer and /ws/v2/reader.");
        }

        if (parts.Length < 8 || parts[4] is not ("persistent" or "non-persistent"))
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"Invalid topic path {text}. It has the form /ws/v2/{parts[3]}/persistent/tenant/namespace/topic.");
        }

        var isConsumer = parts[3] == "consumer";
        if (isConsumer && (parts.Length != 9 || parts[8].Length == 0))
        {
            throw QueryReader.Bad(parts.Length == 9 ? "Empty subscription name" : "Invalid topic name format");
        }

        var topicText = isConsumer ? parts[7] : string.Join("/", parts.Skip(7).Where(part => part.Length > 0));
        if (topicText.Length == 0)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"Invalid topic path {text}: the topic is empty.");
        }

        var topic = new TopicName(parts[5], parts[6], UrlText.Decode(topicText), parts[4] == "persistent");
        if (UrlText.IsStep(topic.Topic) || (isConsumer && UrlText.IsStep(UrlText.Decode(parts[8]))))
        {
            throw QueryReader.Bad("A topic or subscription cannot be called '.' or '..'");
        }

        var reader = new QueryReader(query ?? "");
        StreamSocketAddress address = parts[3] switch
        {
            "producer" => ProducerAddress.Read(topic, reader),
            "consumer" => ConsumerAddress.Read(topic, UrlText.Decode(parts[8]), reader),
            _ => ReaderAddress.Read(topic, reader),
        };
        return address with { Otp = reader.Text("otp"), Token = reader.Text("token") };
    }

    private protected abstract void WriteQuery(QueryWriter query);

    private protected virtual string SubscriptionPath => "";

    private string Write(string prefix, bool withSecrets)
    {
        var target = new StringBuilder(prefix, 256)
            .Append("/ws/v2/").Append(Kind).Append('/').Append(Topic.Domain)
            .Append('/').Append(Topic.Tenant).Append('/').Append(Topic.Namespace)
            .Append('/').Append(UrlText.Encode(Topic.Topic)).Append(SubscriptionPath);
        var query = new QueryWriter(target);
        WriteQuery(query);
        if (withSecrets)
        {
            query.Add("otp", Otp).Add("token", Token);
        }

        return target.ToString();
    }
}
