using GdnStreams.Protocol;

namespace GdnStreams.Server.SignIn;

/// <summary>Who asks: a user of a tenant, or one of its API keys, and what they may do.</summary>
internal sealed record Identity(string Tenant, string User, Grants Grants)
{
    /// <summary>The API key; null for a user.</summary>
    public string? KeyId { get; init; }

    /// <param name="access">What it needs; <see cref="Access.None"/> is anything but nothing.</param>
    /// <param name="fabric">The fabric.</param>
    /// <param name="topic">The stream.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Forbidden"/></exception>
    public void Require(Access access, string fabric, string topic)
    {
        var granted = Grants.To(fabric, topic);
        if ((granted & access) != access || granted == Access.None)
        {
            var needed = access == Access.None ? "any other" : $"'{Grants.Text(access)}'";
            throw new GdnException(GdnErrorCode.Forbidden, $"{Name} has '{Grants.Text(granted)}' on stream {topic} of fabric {fabric}, and this needs {needed}.");
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
