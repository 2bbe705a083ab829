namespace GdnStreams.Protocol;

/// <summary>One parameter of a query.</summary>
/// <param name="Name">As the wire has it.</param>
/// <param name="Type"><c>boolean</c>, <c>integer</c> or <c>string</c>.</param>
/// <param name="Summary">What it means, in one sentence.</param>
internal sealed record RestQuery(string Name, string Type, string Summary)
{
    /// <summary>The scope of the one stream that the path names.</summary>
    public static RestQuery Global { get; } = new("global", "boolean", "Whether the stream is global (default) or local.");

    /// <summary>The scope of the streams that the call is about.</summary>
    public static RestQuery Scope { get; } = new("global", "boolean", "Only global or only local streams; both without it.");
}
