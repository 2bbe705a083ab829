using System.Diagnostics.CodeAnalysis;

namespace GdnStreams.Protocol;

/// <summary>A full Pulsar topic: <c>persistent://{tenant}/{namespace}/{topic}</c>.</summary>
public sealed record TopicName(string Tenant, string Namespace, string Topic, bool Persistent = true)
{
    /// <summary>The topic of a GDN stream: <c>persistent://{tenant}/{c8global|c8local}.{fabric}/{prefixed name}</c>.</summary>
    public static TopicName Of(string tenant, string fabric, StreamName stream) => new(tenant, stream.NamespaceIn(fabric), stream.Topic);

    /// <summary>The GDN fabric and stream of this topic; false where it follows no GDN naming, or is one of a Pulsar's own, such as <c>__change_events</c>.</summary>
    public bool TryGetStream([NotNullWhen(true)] out string? fabric, [NotNullWhen(true)] out StreamName? stream)
    {
        (fabric, stream) = (null, null);
        var dot = Namespace.IndexOf('.');
        if (!Persistent || dot <= 0 || dot == Namespace.Length - 1 || Topic.StartsWith("__", StringComparison.Ordinal) || !StreamName.TryParse(Topic, out var name))
        {
            return false;
        }

        fabric = Namespace.Substring(dot + 1);
        stream = name;
        return name.NamespaceIn(fabric) == Namespace;
    }

    /// <summary>Reads <c>persistent://tenant/namespace/topic</c>, or a short name <c>topic</c> in <c>public/default</c>.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/></exception>
    public static TopicName Parse(string text)
    {
        var persistent = true;
        var rest = text ?? "";
        if (rest.StartsWith("persistent://", StringComparison.Ordinal))
        {
            rest = rest.Substring(13);
        }
        else if (rest.StartsWith("non-persistent://", StringComparison.Ordinal))
        {
            rest = rest.Substring(17);
            persistent = false;
        }
        else if (rest.Length > 0 && rest.IndexOf('/') < 0)
        {
            return new TopicName("public", "default", rest);
        }

        var parts = rest.Split(['/'], 3);
        return parts is [{ Length: > 0 }, { Length: > 0 }, { Length: > 0 }]
            ? new TopicName(parts[0], parts[1], parts[2], persistent)
            : throw new GdnException(GdnErrorCode.InvalidName, $"'{text}' is not a topic name. It has the form persistent://tenant/namespace/topic.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Domain}://{Tenant}/{Namespace}/{Topic}";

    internal string Domain => Persistent ? "persistent" : "non-persistent";
}
