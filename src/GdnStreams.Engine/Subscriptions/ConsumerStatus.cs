namespace GdnStreams.Engine;

/// <summary>Numbers of one connected consumer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ConnectedSince">When it connected.</param>
/// <param name="Permits">Messages it may still be sent.</param>
/// <param name="Unacknowledged">Messages it has and did not acknowledge.</param>
/// <param name="Out">What it was sent.</param>
/// <param name="Address">Where it is, as whoever opened it told; empty where nobody did.</param>
public sealed record ConsumerStatus(string Name, DateTimeOffset ConnectedSince, int Permits, int Unacknowledged, TrafficStatus Out, string Address);
