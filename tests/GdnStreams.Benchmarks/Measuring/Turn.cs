using GdnStreams.Benchmarks.Clients;

namespace GdnStreams.Benchmarks.Measuring;

/// <summary>What came of one turn, with the processor time of a message in microseconds; the server's is null where there is none.</summary>
internal sealed record Turn(Measurement Measured, double ClientMicroseconds, double? ServerMicroseconds);
