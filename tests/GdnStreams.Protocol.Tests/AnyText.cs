namespace GdnStreams.Protocol.Tests;

/// <summary>Text made of what breaks addresses and JSON: separators, percent signs, quotes, control characters, letters beyond ASCII. Not empty.</summary>
public sealed record AnyText(string Value);
