using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>What a Pulsar broker means by a status and a reason: the one table of it, recorded from Pulsar 4.0.</summary>
internal static class PulsarErrors
{
    // The first row that fits counts. A reason begins with what it is about, so that a topic's name cannot be taken for it.
    private static readonly (int Status, string Start, GdnErrorCode Code)[] Table =
    [
        // A valid token without the right. A missing or bad token gets the web server's own page.
        (401, "Unauthorized to ", GdnErrorCode.Forbidden),
        (404, "Topic ", GdnErrorCode.StreamNotFound),
        (404, "Subscription ", GdnErrorCode.SubscriptionNotFound),
        (404, "Namespace ", GdnErrorCode.FabricNotFound),
        (404, "Tenant ", GdnErrorCode.TenantNotFound),
        (404, "Cluster ", GdnErrorCode.RegionNotFound),
        (404, "Message ", GdnErrorCode.MessageNotFound),
        (409, "This topic already exists", GdnErrorCode.StreamExists),
        (409, "Namespace already exists", GdnErrorCode.FabricExists),
        (409, "Subscription already exists", GdnErrorCode.SubscriptionExists),
        (409, "Cannot delete non empty ", GdnErrorCode.ActiveConsumers),
        (412, "Topic has ", GdnErrorCode.ActiveConsumers),
        (412, "Subscription has ", GdnErrorCode.ActiveConsumers),
        (412, "Namespace name is not valid", GdnErrorCode.InvalidName),
        (412, "Topic name is not valid", GdnErrorCode.InvalidName),
        (412, "Unable to find position", GdnErrorCode.MessageNotFound),
        (412, "", GdnErrorCode.BadRequest),
    ];

    public static (GdnErrorCode Code, string Text) Read(int status, byte[] content)
    {
        var reason = Reason(content);
        foreach (var row in Table)
        {
            if (row.Status == status && reason.StartsWith(row.Start, StringComparison.Ordinal))
            {
                return (row.Code, reason);
            }
        }

        return (ErrorStatuses.FromResponse(status), reason);
    }

    private static string Reason(byte[] content)
    {
        try
        {
            return Shortened(JsonSerializer.Deserialize(content, RestJson.Default.PulsarError)?.Reason ?? "");
        }
        catch (JsonException)
        {
            // Jetty's own page, such as that of a 401: the status alone decides.
            return "";
        }
    }

    /// <summary>An unexpected error of a broker comes with its stack trace; the line after <c>Message:</c> says what it is.</summary>
    private static string Shortened(string reason)
    {
        const string Mark = "Message: ";
        var start = reason.IndexOf(Mark, StringComparison.Ordinal);
        if (start < 0 || !reason.TrimStart().StartsWith("---", StringComparison.Ordinal))
        {
            return reason.Trim();
        }

        var end = reason.IndexOf('\n', start);
        return reason.Substring(start + Mark.Length, (end < 0 ? reason.Length : end) - start - Mark.Length).Trim();
    }
}
