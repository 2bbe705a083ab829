namespace GdnStreams.Client;

/// <summary>The ways to prove who one is.</summary>
public enum GdnCredentialKind
{
    /// <summary>E-mail address and password.</summary>
    Password,

    /// <summary>A JSON web token.</summary>
    Token,

    /// <summary>An API key.</summary>
    ApiKey,

    /// <summary>Nothing: a Pulsar without authentication.</summary>
    Anonymous,
}
