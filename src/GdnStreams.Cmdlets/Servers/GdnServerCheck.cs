namespace GdnStreams.Cmdlets;

/// <summary>Whether a store is sound.</summary>
public sealed class GdnServerCheck : DisplayObject
{
    internal GdnServerCheck(string dataDirectory, IReadOnlyList<string> problems) => (DataDirectory, Problems) = (dataDirectory, problems);

    /// <summary>The data directory.</summary>
    public string DataDirectory { get; }

    /// <summary>Whether there is no damage.</summary>
    public bool IsSound => Problems.Count == 0;

    /// <summary>What is damaged.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{DataDirectory} is {(IsSound ? "sound" : "damaged")}";
}
