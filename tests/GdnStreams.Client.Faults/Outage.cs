using System.Globalization;

namespace GdnStreams.Client.Faults;

/// <summary>A time in which new connections are reset.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="Length">How long it lasts.</param>
/// <param name="CutsAll">Whether it begins with a cut of every connection.</param>
internal sealed record Outage(TimeSpan Start, TimeSpan Length, bool CutsAll)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Start.TotalMilliseconds:0}+{Length.TotalMilliseconds:0}ms{(CutsAll ? " cut" : "")}");
}
