using GdnStreams.Benchmarks.Measuring;

namespace GdnStreams.Benchmarks.Reports;

/// <summary>How many messages were stored, and how many fsyncs the contestant's processes did meanwhile.</summary>
internal sealed record SyncRow(string Contestant, Cell Cell, long Messages, long Syncs);
