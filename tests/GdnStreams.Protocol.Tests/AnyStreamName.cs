namespace GdnStreams.Protocol.Tests;

/// <summary>A name that keeps or just breaks the rules of new streams.</summary>
public sealed record AnyStreamName(string Value);
