using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>What has failed since a socket was last open: what <see cref="RetryDecision"/> goes by.</summary>
internal readonly record struct FailedAttempts
{
    /// <summary>Whether a socket was open before.</summary>
    public bool WasOpen { get; init; }

    /// <summary>How many attempts have failed; the break of an open socket is none.</summary>
    public int Count { get; init; }

    /// <summary>How many attempts in a row the server refused for what they brought, 401 or 400, the present one included.</summary>
    public int RefusedInARow { get; init; }

    /// <summary>How long after the break the server first said that name or subscription are taken.</summary>
    public TimeSpan? BusySince { get; init; }

    /// <summary>Whether name or subscription have been taken for longer than the server may need to notice a lost socket.</summary>
    public bool BusyTooLong { get; init; }

    /// <summary>Whether the allowed number or time of attempts is used up.</summary>
    public bool AtLimit { get; init; }

    /// <summary>After one more failure, <paramref name="down"/> after the socket broke.</summary>
    public FailedAttempts After(GdnErrorCode code, bool wasAttempt, TimeSpan down, ConnectionPolicy policy)
    {
        var count = Count + (wasAttempt ? 1 : 0);
        var busySince = BusySince ?? (code is GdnErrorCode.ProducerBusy or GdnErrorCode.SubscriptionBusy ? down : null);
        return this with
        {
            Count = count,
            RefusedInARow = code is GdnErrorCode.Unauthorized or GdnErrorCode.BadRequest ? RefusedInARow + 1 : 0,
            BusySince = busySince,
            BusyTooLong = down - busySince >= policy.BusyTimeout,
            AtLimit = WasOpen && (count >= policy.MaxReconnectAttempts || down >= policy.ReconnectTimeout),
        };
    }
}
