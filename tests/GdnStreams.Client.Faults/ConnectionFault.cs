using System.Globalization;

namespace GdnStreams.Client.Faults;

/// <summary>The fault of one connection.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Direction">Whose bytes are counted, and are late or stopped.</param>
/// <param name="AfterBytes">After how many bytes it happens.</param>
/// <param name="Span">How long a stall lasts, or how late a chunk is.</param>
/// <param name="BothWays">Whether a stall stops the other direction as well.</param>
/// <param name="ThenCut">Whether a stall ends in a cut.</param>
/// <param name="Reset">Whether the ends see a reset; otherwise the end of the stream.</param>
/// <param name="Linger">How long the server does not notice a cut.</param>
internal sealed record ConnectionFault(
    FaultKind Kind, Direction Direction, int AfterBytes, TimeSpan Span, bool BothWays, bool ThenCut, bool Reset, TimeSpan Linger)
{
    public static ConnectionFault None { get; } = new(FaultKind.None, Direction.ToServer, 0, default, false, false, false, default);

    public static ConnectionFault Draw(Random random)
    {
        var kind = random.Next(100) switch
        {
            < 15 => FaultKind.None,
            < 42 => FaultKind.Cut,
            < 62 => FaultKind.Truncate,
            < 74 => FaultKind.Stall,
            < 82 => FaultKind.Delay,
            < 90 => FaultKind.HalfClose,
            < 96 => FaultKind.Refuse,
            _ => FaultKind.Silence,
        };

        // As many faults within the first bytes (requests and handshakes) as later (frames).
        var afterBytes = (int)Math.Exp(random.NextDouble() * Math.Log(30_000));
        var span = TimeSpan.FromMilliseconds(kind == FaultKind.Delay ? random.Next(1, 60) : random.Next(50, 900));
        return new ConnectionFault(
            kind, (Direction)random.Next(2), afterBytes, span, random.Next(2) == 0, random.Next(3) > 0, random.Next(2) == 0,
            TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(20, 400) : 0));
    }

    public override string ToString()
    {
        var way = Direction == Direction.ToServer ? ">" : "<";
        var end = (Reset ? "rst" : "fin") + (Linger > TimeSpan.Zero ? Text($"+{Linger.TotalMilliseconds:0}") : "");
        return Kind switch
        {
            FaultKind.Cut or FaultKind.Truncate => Text($"{Kind}{way}{AfterBytes},{end}"),
            FaultKind.Stall => Text($"{Kind}{(BothWays ? "<>" : way)}{AfterBytes},{Span.TotalMilliseconds:0}ms{(ThenCut ? "," + end : "")}"),
            FaultKind.Delay => Text($"{Kind}{way}{Span.TotalMilliseconds:0}ms"),
            FaultKind.HalfClose => Text($"{Kind}{way}{AfterBytes}"),
            _ => Kind.ToString(),
        };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
