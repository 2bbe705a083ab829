namespace GdnStreams.Protocol;

/// <summary>The one table of HTTP statuses and GDN error numbers, read in both directions.</summary>
/// <remarks>
/// Numbers recorded from GDN: 10, 11, 401, 403, 1200, 1210, 1228, 1230, 1703, 100012, 100015, 100016, 102024. The statuses of sockets are those
/// of Pulsar's <c>AbstractWebSocketHandler.getErrorCode</c>. A code that GDN never showed uses its HTTP status as number.
/// </remarks>
public static class ErrorStatuses
{
    private static readonly (GdnErrorCode Code, int Status, int Number)[] Table =
    [
        (GdnErrorCode.Internal, 500, 500),
        (GdnErrorCode.BadRequest, 400, 10),
        (GdnErrorCode.InvalidName, 400, 400),
        (GdnErrorCode.Unauthorized, 401, 11),
        (GdnErrorCode.WrongCredentials, 401, 401),
        (GdnErrorCode.Forbidden, 403, 403),
        (GdnErrorCode.SystemFabricOnly, 403, 1230),
        (GdnErrorCode.RouteNotFound, 404, 404),
        (GdnErrorCode.MethodNotAllowed, 405, 405),
        (GdnErrorCode.TenantNotFound, 404, 1229),
        (GdnErrorCode.FabricNotFound, 404, 1228),
        (GdnErrorCode.FabricExists, 409, 1207),
        (GdnErrorCode.StreamNotFound, 404, 100016),
        (GdnErrorCode.StreamExists, 409, 1210),
        (GdnErrorCode.SubscriptionNotFound, 404, 100018),
        (GdnErrorCode.SubscriptionExists, 409, 100019),
        (GdnErrorCode.MessageNotFound, 404, 100021),
        (GdnErrorCode.UserNotFound, 404, 1703),
        (GdnErrorCode.UserExists, 409, 100012),
        (GdnErrorCode.ApiKeyNotFound, 404, 100015),
        (GdnErrorCode.ApiKeyExists, 409, 100014),
        (GdnErrorCode.RegionNotFound, 404, 102024),
        (GdnErrorCode.PushNotFound, 404, 100030),
        (GdnErrorCode.PushExists, 409, 100031),
        (GdnErrorCode.ProducerBusy, 409, 100022),
        (GdnErrorCode.SubscriptionBusy, 409, 409),
        (GdnErrorCode.ActiveConsumers, 412, 1200),
        (GdnErrorCode.StreamTerminated, 503, 100023),
        (GdnErrorCode.BacklogQuotaExceeded, 503, 100024),
        (GdnErrorCode.LimitExceeded, 429, 429),
        (GdnErrorCode.MessageTooLarge, 413, 413),
        (GdnErrorCode.Unavailable, 503, 503),
        (GdnErrorCode.Timeout, 504, 504),
        (GdnErrorCode.NotSupported, 501, 501),
    ];

    /// <summary>The HTTP status that a server sends for a code; 500 for the codes only a client raises.</summary>
    public static int ToStatus(GdnErrorCode code) => Find(code).Status;

    /// <summary>The <c>errorNum</c> that a server sends for a code; 500 for the codes only a client raises.</summary>
    public static int ToErrorNumber(GdnErrorCode code) => Find(code).Number;

    /// <summary>The code for an answer: by <paramref name="errorNumber"/> where status and number agree, else by the status alone.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="errorNumber"><c>errorNum</c> of the body, or 0 where there was none.</param>
    public static GdnErrorCode FromResponse(int status, int errorNumber = 0)
    {
        foreach (var row in Table)
        {
            if (row.Status == status && row.Number == errorNumber)
            {
                return row.Code;
            }
        }

        return status switch
        {
            400 => GdnErrorCode.BadRequest,
            401 => GdnErrorCode.Unauthorized,
            403 => GdnErrorCode.Forbidden,
            404 => GdnErrorCode.RouteNotFound,
            405 => GdnErrorCode.MethodNotAllowed,
            409 => GdnErrorCode.SubscriptionBusy,
            412 => GdnErrorCode.ActiveConsumers,
            413 => GdnErrorCode.MessageTooLarge,
            429 => GdnErrorCode.LimitExceeded,
            501 => GdnErrorCode.NotSupported,
            502 or 503 => GdnErrorCode.Unavailable,
            408 or 504 => GdnErrorCode.Timeout,
            _ => GdnErrorCode.Internal,
        };
    }

    private static (GdnErrorCode Code, int Status, int Number) Find(GdnErrorCode code)
    {
        foreach (var row in Table)
        {
            if (row.Code == code)
            {
                return row;
            }
        }

        return Table[0];
    }
}
