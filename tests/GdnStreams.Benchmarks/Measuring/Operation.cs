namespace GdnStreams.Benchmarks.Measuring;

/// <summary>What a contestant does in a turn.</summary>
internal enum Operation
{
    /// <summary>Publish; a message counts when the server says that it is stored.</summary>
    Publish,

    /// <summary>Receive what was published and acknowledge it, one by one.</summary>
    Receive,
}
