using System.Net;

namespace GdnStreams.Server.Operations;

/// <summary>Logs refusals, a limited number in each period, since strangers decide how many there are. The metrics count all of them.</summary>
internal sealed class RefusalLog(ILogger log, TimeProvider time)
{
    /// <summary>Most lines in one period.</summary>
    public const int Most = 20;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private long _start;
    private int _told;
    private long _untold;

    public void Add(string method, string path, int status, string code, IPAddress? remote)
    {
        long untold;
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var isNew = _told == 0 || time.GetElapsedTime(_start, now) >= Period;
            (_start, _told) = isNew ? (now, 0) : (_start, _told);
            if (_told == Most)
            {
                _untold++;
                return;
            }

            _told++;
            (untold, _untold) = (_untold, 0);
        }

        if (untold > 0)
        {
            log.MoreRefused(untold);
        }

        log.Refused(LogText.Of(method), LogText.Of(path), status, code, remote);
    }
}
