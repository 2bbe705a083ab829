namespace GdnStreams.Server.Operations;

/// <summary>What a seed has made.</summary>
internal sealed record SeedReport(int Users = 0, int Keys = 0, int Fabrics = 0, int Streams = 0);
