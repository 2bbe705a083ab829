namespace GdnStreams.Engine;

/// <summary>Numbers of one connected producer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ConnectedSince">When it connected.</param>
/// <param name="In">What it sent.</param>
/// <param name="Address">Its network address, as given when it was opened; empty if none was given.</param>
public sealed record ProducerStatus(string Name, DateTimeOffset ConnectedSince, TrafficStatus In, string Address);
