namespace GdnStreams.Engine;

/// <summary>Numbers of one connected producer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ConnectedSince">When it connected.</param>
/// <param name="In">What it sent.</param>
/// <param name="Address">Where it is, as whoever opened it told; empty where nobody did.</param>
public sealed record ProducerStatus(string Name, DateTimeOffset ConnectedSince, TrafficStatus In, string Address);
