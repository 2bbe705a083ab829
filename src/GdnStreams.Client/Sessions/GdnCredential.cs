namespace GdnStreams.Client;

/// <summary>What a session proves itself with. <see cref="ToString"/> never shows a secret.</summary>
public sealed record GdnCredential
{
    private GdnCredential(GdnCredentialKind kind, string? email, string secret) => (Kind, Email, Secret) = (kind, email, secret);

    /// <summary>No credential, for a Pulsar without authentication.</summary>
    public static GdnCredential Anonymous { get; } = new(GdnCredentialKind.Anonymous, null, "");

    /// <summary>Which of the kinds this is.</summary>
    public GdnCredentialKind Kind { get; }

    /// <summary>The e-mail address of a password; null for the other kinds.</summary>
    public string? Email { get; }

    internal string Secret { get; }

    /// <summary>An e-mail address and its password. The session signs in again when its token expires.</summary>
    /// <exception cref="ArgumentException">One of the two is empty.</exception>
    public static GdnCredential Password(string email, string password) =>
        new(GdnCredentialKind.Password, Given(email, nameof(email)), Given(password, nameof(password)));

    /// <summary>A JSON web token. The session ends when it expires.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public static GdnCredential Token(string jwt) => new(GdnCredentialKind.Token, null, Given(jwt, nameof(jwt)));

    /// <summary>An API key, of the form <c>{tenant}.{key id}.{secret}</c>.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public static GdnCredential ApiKey(string key) => new(GdnCredentialKind.ApiKey, null, Given(key, nameof(key)));

    /// <summary>The kind, without any secret.</summary>
    public override string ToString() => Kind == GdnCredentialKind.Anonymous ? nameof(Anonymous) : Email is null ? $"{Kind} ***" : $"{Kind} {Email} ***";

    private static string Given(string value, string name) =>
        string.IsNullOrWhiteSpace(value) ? throw new ArgumentException("The value is empty.", name) : value;
}
