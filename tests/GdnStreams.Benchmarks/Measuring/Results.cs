using GdnStreams.Benchmarks.Reports;

namespace GdnStreams.Benchmarks.Measuring;

/// <summary>The turns of all rounds, and their medians.</summary>
internal sealed class Results
{
    private readonly List<(string Contestant, Cell Cell, Operation Operation, Turn Turn)> _turns = [];

    public void Add(string contestant, Cell cell, Operation operation, Turn turn)
    {
        if (turn.Measured.Messages > 0)
        {
            _turns.Add((contestant, cell, operation, turn));
        }
    }

    /// <summary>One row for each contestant, cell and operation: the contestants in this order.</summary>
    public IReadOnlyList<Row> Rows(IReadOnlyList<string> order) =>
    [
        .. _turns.GroupBy(turn => (turn.Contestant, turn.Cell, turn.Operation))
            .Select(group => RowOf(group.Key, [.. group.Select(turn => turn.Turn)]))
            .OrderBy(row => order.ToList().IndexOf(row.Contestant)),
    ];

    /// <summary>The one in the middle; of an even number the mean of the two. Not a number without any.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Where(value => !double.IsNaN(value)).Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static Row RowOf((string Contestant, Cell Cell, Operation Operation) key, Turn[] turns) => new(
        key.Contestant, key.Cell, key.Operation,
        Median(turns.Select(turn => turn.Measured.Rate)),
        Median(turns.Select(turn => turn.Measured.P50)),
        Median(turns.Select(turn => turn.Measured.P99)),
        Median(turns.Select(turn => turn.Measured.P999)),
        Median(turns.Select(turn => turn.ClientMicroseconds)),
        Median(turns.Select(turn => turn.ServerMicroseconds ?? double.NaN)));
}
