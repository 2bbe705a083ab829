namespace GdnStreams.Engine;

/// <summary>How many messages and bytes passed, and the current rates.</summary>
/// <param name="Messages">Messages since the stream was loaded.</param>
/// <param name="Bytes">Bytes of payload since the stream was loaded.</param>
/// <param name="MessageRate">Messages a second, over the last ten seconds.</param>
/// <param name="ByteRate">Bytes of payload a second, over the last ten seconds.</param>
public readonly record struct TrafficStatus(long Messages, long Bytes, double MessageRate, double ByteRate);
