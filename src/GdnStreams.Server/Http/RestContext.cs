using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Http;

/// <summary>A REST request whose caller may make it.</summary>
/// <param name="http">The request.</param>
/// <param name="identity">The caller; null for a stranger.</param>
/// <param name="topic">The stream that the path names; null where it names none.</param>
internal sealed class RestContext(HttpContext http, Identity? identity, TopicName? topic)
{
    public HttpContext Http => http;

    /// <summary>The caller, of a call that is not open to strangers.</summary>
    public Identity Identity => identity ?? throw new InvalidOperationException("This call is open to strangers: it has no caller.");

    public string Tenant => Identity.Tenant;

    /// <summary>The fabric of the path.</summary>
    public string Fabric => Requests.Fabric(http);

    /// <summary>The stream of the path, of a call that names one.</summary>
    public TopicName Topic => topic ?? throw new InvalidOperationException("This call names no stream.");

    /// <summary>The client has gone.</summary>
    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>A part of the path.</summary>
    public string Value(string name) => Requests.Value(http, name);

    /// <summary>A boolean of the query; null where it is absent.</summary>
    public bool? Flag(string name) => Requests.Flag(http, name);
}
