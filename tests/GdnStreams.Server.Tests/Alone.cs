namespace GdnStreams.Server.Tests;

/// <summary>Tests of what the whole process does: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
