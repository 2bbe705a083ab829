using System.Globalization;
using System.Text;

namespace GdnStreams.Protocol;

/// <summary>
/// One row of the table of REST calls (<see cref="RestApi"/>): the server maps its handlers from it, the client builds its paths from it,
/// <c>/openapi.json</c> describes it, and the tests of permissions walk it.
/// </summary>
internal class RestCall(string method, string template, RestRight right, string summary)
{
    /// <summary>Most bytes of a body where a row says nothing else.</summary>
    public const int DefaultBodyLimit = 64 * 1024;

    /// <summary>Most bytes of a body from a stranger.</summary>
    public const int StrangersBodyLimit = 16 * 1024;

    /// <summary>HTTP method.</summary>
    public string Method => method;

    /// <summary>Path behind the prefix, such as <c>/streams/{topic}/stats</c>.</summary>
    public string Template => template;

    /// <summary>What the caller must be allowed.</summary>
    public RestRight Right => right;

    /// <summary>What it does, in one sentence.</summary>
    public string Summary => summary;

    /// <summary>The prefix that this product's client writes.</summary>
    public RestPlace Place { get; init; } = RestPlace.Api;

    /// <summary>Other templates of the same call, which other clients use.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Parameters of the query.</summary>
    public IReadOnlyList<RestQuery> Query { get; init; } = [];

    /// <summary>HTTP status of success.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Whether the body is taken as it is, byte by byte.</summary>
    public bool TakesBytes { get; init; }

    /// <summary>Whether the body may be left out.</summary>
    public bool HasOptionalBody { get; init; }

    /// <summary>Most bytes of a body; a larger one is refused with 413.</summary>
    public int BodyLimit { get; init; } = right == RestRight.Open ? StrangersBodyLimit : DefaultBodyLimit;

    /// <summary>What the JSON of the request is; null where there is none.</summary>
    public virtual Type? RequestType => null;

    /// <summary>What the JSON of the answer is, envelope included; null where it is no JSON.</summary>
    public virtual Type? AnswerType => null;

    /// <summary>Whether strangers may call it.</summary>
    public bool IsOpen => Right == RestRight.Open;

    /// <summary>All templates of the call.</summary>
    public IEnumerable<string> Templates => [Template, .. Aliases];

    /// <summary>The path that a client sends.</summary>
    /// <param name="fabric">The fabric, where <see cref="Place"/> is <see cref="RestPlace.Fabric"/>.</param>
    /// <param name="values">What stands for the parts in braces, in their order.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/>: a value cannot be a part of a path.</exception>
    public string Path(string? fabric, params object[] values)
    {
        var path = new StringBuilder(Place switch
        {
            RestPlace.Api => "/_api",
            RestPlace.Fabric => $"/_fabric/{UrlText.Segment(fabric!)}/_api",
            _ => "",
        });
        var used = 0;
        foreach (var part in Template.Substring(1).Split('/'))
        {
            path.Append('/').Append(part[0] == '{' ? UrlText.Segment(Convert.ToString(values[used++], CultureInfo.InvariantCulture)!) : part);
        }

        return used == values.Length ? path.ToString() : throw new ArgumentException($"{Template} takes {used} values, not {values.Length}.", nameof(values));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Template}";
}
