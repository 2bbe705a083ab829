namespace GdnStreams.Torture.Killing;

/// <summary>The server said goodbye, or gave an answer that ends the client's connection, without being asked for it.</summary>
/// <param name="what">Which client, and what it was told.</param>
internal sealed class ServerClosedException(string what) : Exception(what);
