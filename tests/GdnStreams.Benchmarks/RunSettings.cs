namespace GdnStreams.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record RunSettings
{
    /// <summary>The repository.</summary>
    public required string Root { get; init; }

    /// <summary>How long a contestant publishes, and at most receives, in a cell of a round.</summary>
    public double Seconds { get; init; } = 0.7;

    public int Rounds { get; init; } = 3;

    /// <summary>A look whether all works: short turns of fewer cells, growth to a hundredth.</summary>
    public bool Quick { get; init; }

    /// <summary>A checkout that is built in Release: its server in bin/server, its libraries in bin/net8.0, its module.</summary>
    public string? Baseline { get; init; }

    /// <summary>The server to measure; null for the one that was built with this program.</summary>
    public string? Server { get; init; }

    /// <summary>The module to measure; null for the repository's, and for the first calls of a shell its package.</summary>
    public string? Module { get; init; }

    /// <summary>Ids of the contestants to run; empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Whether to measure the contestants only: no fsyncs, no growth, no beginnings.</summary>
    public bool ContestantsOnly { get; init; }

    /// <summary>How many streams are made, with one message each.</summary>
    public int Streams { get; init; } = 100_000;

    /// <summary>Folder that benchmarks.md and benchmarks.json are written to.</summary>
    public required string Output { get; init; }

    public string ServerProgram => Server ?? Path.Combine(AppContext.BaseDirectory, "gdn-server.dll");

    public string ModuleFile => Module ?? Path.Combine(Root, "GdnStreams.psd1");

    public string? BaselineServer => Baseline is null ? null : Path.Combine(Baseline, "bin", "server", "gdn-server.dll");

    public string? BaselineModule => Baseline is null ? null : Path.Combine(Baseline, "GdnStreams.psd1");
}
