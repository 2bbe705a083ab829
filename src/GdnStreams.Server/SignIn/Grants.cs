using System.Text.RegularExpressions;
using GdnStreams.Protocol;

namespace GdnStreams.Server.SignIn;

/// <summary>
/// What a user or a key may do: <c>ro</c>, <c>wo</c>, <c>rw</c> or <c>none</c> for fabrics and for single streams. A stream's grant
/// overrides its fabric's. Without any grant everything is allowed.
/// </summary>
/// <param name="Fabrics">By name of the fabric.</param>
/// <param name="Streams">By fabric and topic, as <c>_system/c8globals.demo</c>.</param>
internal sealed partial record Grants(IReadOnlyDictionary<string, string> Fabrics, IReadOnlyDictionary<string, string> Streams)
{
    public static Grants Everything { get; } = new(new Dictionary<string, string>(), new Dictionary<string, string>());

    /// <remarks>A Pulsar has a stream's partitions under names of their own; unless one has a grant of its own, the stream's counts.</remarks>
    public Access To(string fabric, string topic) =>
        Streams.TryGetValue(Key(fabric, topic), out var grant) || (Partition().Match(topic) is { Success: true } part && Streams.TryGetValue(Key(fabric, part.Groups[1].Value), out grant))
            ? Parse(grant)
            : To(fabric);

    public Access To(string fabric) => Fabrics.TryGetValue(fabric, out var grant) ? Parse(grant) : Access.ReadWrite;

    /// <summary>Whether nothing is restricted.</summary>
    public bool AreEverything => Fabrics.Values.Concat(Streams.Values).All(grant => Parse(grant) == Access.ReadWrite);

    /// <summary>Whether anything is allowed in a fabric or with one of its streams.</summary>
    public bool See(string fabric) => To(fabric) != Access.None || StreamsOf(fabric).Values.Any(grant => Parse(grant) != Access.None);

    /// <summary>As the protocol writes it.</summary>
    public static string Text(Access access) => GrantRequest.Write((Permission)access);

    /// <summary>Sets a grant, or removes it (null). Without a topic it applies to the fabric.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: not a grant.</exception>
    public Grants With(string fabric, string? topic, string? grant)
    {
        return grant is not null && GrantRequest.Read(grant) is null
            ? throw new GdnException(GdnErrorCode.BadRequest, $"'{grant}' is not a permission. It is rw, ro, wo or none.")
            : topic is null ? this with { Fabrics = Changed(Fabrics, fabric, grant) } : this with { Streams = Changed(Streams, Key(fabric, topic), grant) };
    }

    /// <summary>The grants on streams of a fabric, by topic.</summary>
    public IReadOnlyDictionary<string, string> StreamsOf(string fabric) => Streams
        .Where(pair => pair.Key.StartsWith(fabric + "/", StringComparison.Ordinal))
        .ToDictionary(pair => pair.Key[(fabric.Length + 1)..], pair => pair.Value);

    private static Access Parse(string grant) => (Access)(GrantRequest.Read(grant) ?? Permission.None);

    private static string Key(string fabric, string topic) => $"{fabric}/{topic}";

    private static Dictionary<string, string> Changed(IReadOnlyDictionary<string, string> grants, string key, string? grant)
    {
        var changed = new Dictionary<string, string>(grants);
        if (grant is null)
        {
            changed.Remove(key);
        }
        else
        {
            changed[key] = grant;
        }

        return changed;
    }

    [GeneratedRegex(@"\A(.+)-partition-[0-9]+\z", RegexOptions.Singleline)]
    private static partial Regex Partition();
}
