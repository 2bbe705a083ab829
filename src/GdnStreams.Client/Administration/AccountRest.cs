namespace GdnStreams.Client;

/// <summary>The calls about users and API keys, which only some services have.</summary>
internal sealed class AccountRest(RestClient rest, ServiceDialect dialect, string subject)
{
    /// <exception cref="Protocol.GdnException"><see cref="Protocol.GdnErrorCode.NotSupported"/></exception>
    public RestClient Rest => dialect.Accounts(rest, subject);
}
