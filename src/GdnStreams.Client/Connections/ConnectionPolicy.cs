namespace GdnStreams.Client;

/// <summary>What a connection may take: the bounds of <see cref="GdnSessionOptions"/> that its loop obeys.</summary>
internal sealed record ConnectionPolicy
{
    public TimeSpan ReconnectTimeout { get; init; } = TimeSpan.FromMinutes(5);

    public int MaxReconnectAttempts { get; init; } = int.MaxValue;

    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(150);

    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(15);

    public static ConnectionPolicy Of(GdnSessionOptions options) => new()
    {
        ReconnectTimeout = options.ReconnectTimeout,
        MaxReconnectAttempts = options.MaxReconnectAttempts,
        BusyTimeout = options.BusyTimeout,
        KeepAliveInterval = options.KeepAliveInterval,
        KeepAliveTimeout = options.KeepAliveTimeout,
    };
}
