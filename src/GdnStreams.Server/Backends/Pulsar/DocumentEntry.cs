namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>Changes that belong together, as one message of the topic that holds the documents.</summary>
/// <param name="Id">Tells its writer that this is its own.</param>
/// <param name="After">How many entries counted when it was made; it counts where there are no more when it arrives.</param>
/// <param name="Changes">What it changes.</param>
internal sealed record DocumentEntry(string Id, long After, IReadOnlyList<DocumentChange> Changes)
{
    /// <summary>A new entry that changes nothing, and never counts.</summary>
    public static DocumentEntry Nothing => new(Guid.NewGuid().ToString("N"), -1, []);
}
