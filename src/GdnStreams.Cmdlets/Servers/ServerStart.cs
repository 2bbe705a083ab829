namespace GdnStreams.Cmdlets;

/// <summary>How a server is started.</summary>
/// <param name="DataDirectory">Where it keeps messages; null means in memory.</param>
/// <param name="Port">Its port; 0 is a free one.</param>
/// <param name="IsForDevelopment">Whether it may have the development user on disk, too.</param>
internal sealed record ServerStart(string? DataDirectory, int Port, bool IsForDevelopment)
{
    /// <summary>What the program is told.</summary>
    public IReadOnlyList<string> Arguments =>
    [
        "serve", "--exit-with-parent", "--port", Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        .. IsForDevelopment ? ["--dev"] : Array.Empty<string>(),
        .. DataDirectory is { } directory ? ["--data", directory] : new[] { "--in-memory" },
    ];
}
