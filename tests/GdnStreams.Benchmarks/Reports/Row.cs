using GdnStreams.Benchmarks.Measuring;

namespace GdnStreams.Benchmarks.Reports;

/// <summary>The medians of a contestant in a cell: messages in a second, and microseconds. Not a number is not measured.</summary>
internal sealed record Row(
    string Contestant, Cell Cell, Operation Operation, double Rate, double P50, double P99, double P999, double ClientMicroseconds, double ServerMicroseconds);
