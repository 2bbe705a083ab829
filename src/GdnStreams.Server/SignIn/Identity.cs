using GdnStreams.Protocol;

namespace GdnStreams.Server.SignIn;

/// <summary>Who asks: a user of a tenant, or one of its API keys, and what they may do.</summary>
internal sealed record Identity(string Tenant, string User, Grants Grants)
{
    /// <summary>The API key; null for a user.</summary>
    public string? KeyId { get; init; }

    /// <exception cref="GdnException"><see cref="GdnErrorCode.Forbidden"/></exception>
    public void Require(Access access, string fabric, string topic)
    {
        if ((Grants.To(fabric, topic) & access) != access)
        {
            throw new GdnException(GdnErrorCode.Forbidden, $"{Name} has '{Grants.Text(Grants.To(fabric, topic))}' on stream {topic} of fabric {fabric}, and this needs '{Grants.Text(access)}'.");
        }
    }

    /// <exception cref="GdnException"><see cref="GdnErrorCode.Forbidden"/></exception>
    public void Require(Access access, string fabric)
    {
        if ((Grants.To(fabric) & access) != access)
        {
            throw new GdnException(GdnErrorCode.Forbidden, $"{Name} has '{Grants.Text(Grants.To(fabric))}' on fabric {fabric}, and this needs '{Grants.Text(access)}'.");
        }
    }

    private string Name => KeyId is null ? $"The user {User}" : $"The API key {KeyId}";
}
