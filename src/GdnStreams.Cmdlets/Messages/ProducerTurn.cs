namespace GdnStreams.Cmdlets;

/// <summary>Which of several producers one is that send what belongs together, one after the other.</summary>
internal enum ProducerTurn
{
    /// <summary>There is no other: it opens at once or not at all, unless this session had one of its name a moment ago.</summary>
    Only,

    /// <summary>The first: a run that was killed may have left one of its name, which the server is about to notice.</summary>
    First,

    /// <summary>A later one: the stream is known, and a server that is about to come back is waited for.</summary>
    Later,
}
