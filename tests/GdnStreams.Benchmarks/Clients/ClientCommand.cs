namespace GdnStreams.Benchmarks.Clients;

/// <summary>A line that the driver writes to a client's standard input.</summary>
/// <param name="Do"><c>open</c>, <c>publish</c>, <c>receive</c>, <c>deliver</c> or <c>close</c>.</param>
/// <param name="Workload">Of <c>open</c>.</param>
/// <param name="Seconds">When to end.</param>
/// <param name="Messages">When to end, if this comes first; 0 is no limit. Receiving always ends with what was published.</param>
/// <param name="Rate">Of <c>deliver</c>: messages a second.</param>
internal sealed record ClientCommand(string Do, Workload? Workload = null, double Seconds = 0, long Messages = 0, double Rate = 0);
