using System.Diagnostics.CodeAnalysis;

namespace GdnStreams.Protocol;

/// <summary>A stream's name within one fabric: the name a user gives and the scope that prefixes it on the wire.</summary>
public sealed record StreamName
{
    private const string GlobalPrefix = "c8globals.";
    private const string LocalPrefix = "c8locals.";

    private StreamName(string name, StreamScope scope) => (Name, Scope) = (name, scope);

    /// <summary>The name without prefix, as given to create.</summary>
    public string Name { get; }

    /// <summary>Global, local, or the feed of a collection.</summary>
    public StreamScope Scope { get; }

    /// <summary>The name on the wire: <c>c8globals.{name}</c>, <c>c8locals.{name}</c>, or a collection's bare name.</summary>
    public string Topic => Scope switch
    {
        StreamScope.Global => GlobalPrefix + Name,
        StreamScope.Local => LocalPrefix + Name,
        _ => Name,
    };

    /// <summary>Whether a new stream may have this name; <see cref="EnsureCreatable"/> says why not.</summary>
    internal bool IsCreatable => Problem(Name) is null;

    /// <summary>The Pulsar namespace that holds the stream: <c>c8global.{fabric}</c> or <c>c8local.{fabric}</c>.</summary>
    public string NamespaceIn(string fabric) => FabricNamespace.Of(Scope, fabric);

    /// <summary>A name in a scope. A prefix that agrees with the scope is taken off, as the official SDKs accept both forms.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/>: empty, or prefixed for another scope.</exception>
    public static StreamName Create(string name, StreamScope scope)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw new GdnException(GdnErrorCode.InvalidName, "The stream name is empty.");
        }

        var parsed = Parse(name);
        if (parsed.Scope == StreamScope.Collection)
        {
            return new StreamName(name, scope);
        }

        return parsed.Scope == scope
            ? parsed
            : throw new GdnException(GdnErrorCode.InvalidName, $"'{name}' names a {Word(parsed.Scope)} stream, but a {Word(scope)} stream was asked for.");
    }

    /// <summary>Reads a name from the wire: the prefix decides the scope, no prefix means a collection.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/>: nothing but a prefix, or empty.</exception>
    public static StreamName Parse(string topic) =>
        TryParse(topic, out var name) ? name : throw new GdnException(GdnErrorCode.InvalidName, $"'{topic}' is not a stream name: the name is empty.");

    /// <summary>Reads a name from the wire; false where it is empty or nothing but a prefix.</summary>
    public static bool TryParse(string? topic, [NotNullWhen(true)] out StreamName? name)
    {
        var (text, scope) = topic switch
        {
            null => ("", StreamScope.Collection),
            _ when topic.StartsWith(GlobalPrefix, StringComparison.Ordinal) => (topic.Substring(GlobalPrefix.Length), StreamScope.Global),
            _ when topic.StartsWith(LocalPrefix, StringComparison.Ordinal) => (topic.Substring(LocalPrefix.Length), StreamScope.Local),
            _ => (topic, StreamScope.Collection),
        };
        name = text.Length == 0 ? null : new StreamName(text, scope);
        return name is not null;
    }

    /// <summary>Checks that a new stream may have this name; throws with the rule that it breaks.</summary>
    /// <remarks>Letters, digits, <c>_ - .</c>, a letter first, at most <see cref="ProtocolLimits.MaxStreamNameLength"/> characters.</remarks>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/></exception>
    public StreamName EnsureCreatable()
    {
        var problem = Problem(Name);
        return problem is null ? this : throw new GdnException(
            GdnErrorCode.InvalidName,
            $"'{Name}' is not a valid stream name: {problem}. A name starts with a letter, contains letters, digits, '_', '-' and '.', and has at most {ProtocolLimits.MaxStreamNameLength} characters.");
    }

    /// <inheritdoc/>
    public override string ToString() => Topic;

    private static string? Problem(string name)
    {
        if (name.Length > ProtocolLimits.MaxStreamNameLength)
        {
            return $"it has {name.Length} characters";
        }

        if (!IsLetter(name[0]))
        {
            return $"it starts with '{name[0]}'";
        }

        foreach (var c in name)
        {
            if (!IsLetter(c) && c is not ((>= '0' and <= '9') or '_' or '-' or '.'))
            {
                return $"it contains '{c}'";
            }
        }

        return null;
    }

    private static bool IsLetter(char c) => c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z');

    private static string Word(StreamScope scope) => scope switch
    {
        StreamScope.Global => "global",
        StreamScope.Local => "local",
        _ => "collection",
    };
}
