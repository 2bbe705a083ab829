using System.Runtime.InteropServices;
using System.Security;

namespace GdnStreams.Client;

/// <summary>What a session proves itself with. <see cref="ToString"/> never shows a secret; <see cref="Dispose"/> clears it.</summary>
/// <remarks>A session keeps a copy of its own until it is disposed, so that a credential may be disposed once the session is connected.</remarks>
public sealed class GdnCredential : IDisposable
{
    private readonly char[] _secret;
    private bool _cleared;

    private GdnCredential(GdnCredentialKind kind, string? email, char[] secret) => (Kind, Email, _secret) = (kind, email, secret);

    /// <summary>No credential, for a Pulsar without authentication.</summary>
    public static GdnCredential Anonymous { get; } = new(GdnCredentialKind.Anonymous, null, Array.Empty<char>());

    /// <summary>Which of the kinds this is.</summary>
    public GdnCredentialKind Kind { get; }

    /// <summary>The e-mail address of a password; null for the other kinds.</summary>
    public string? Email { get; }

    /// <summary>What it is, in words.</summary>
    internal string Noun => Kind switch
    {
        GdnCredentialKind.Token => "token",
        GdnCredentialKind.ApiKey => "API key",
        GdnCredentialKind.Password => "password",
        _ => "missing credential",
    };

    /// <summary>The secret's characters; empty once cleared.</summary>
    /// <exception cref="ObjectDisposedException">It was cleared.</exception>
    internal ReadOnlyMemory<char> Secret => _cleared ? throw new ObjectDisposedException(nameof(GdnCredential)) : _secret;

    /// <summary>An e-mail address and its password. The session signs in again before its token expires.</summary>
    /// <exception cref="ArgumentException">One of the two is empty.</exception>
    public static GdnCredential Password(string email, string password) =>
        new(GdnCredentialKind.Password, Given(email, nameof(email)), Given(password, nameof(password)).ToCharArray());

    /// <inheritdoc cref="Password(string, string)"/>
    public static GdnCredential Password(string email, SecureString password) =>
        new(GdnCredentialKind.Password, Given(email, nameof(email)), Given(password, nameof(password)));

    /// <summary>A JSON web token. The session ends when it expires.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public static GdnCredential Token(string jwt) => new(GdnCredentialKind.Token, null, Given(jwt, nameof(jwt)).ToCharArray());

    /// <inheritdoc cref="Token(string)"/>
    public static GdnCredential Token(SecureString jwt) => new(GdnCredentialKind.Token, null, Given(jwt, nameof(jwt)));

    /// <summary>An API key, of the form <c>{tenant}.{key id}.{secret}</c>.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public static GdnCredential ApiKey(string key) => new(GdnCredentialKind.ApiKey, null, Given(key, nameof(key)).ToCharArray());

    /// <inheritdoc cref="ApiKey(string)"/>
    public static GdnCredential ApiKey(SecureString key) => new(GdnCredentialKind.ApiKey, null, Given(key, nameof(key)));

    /// <summary>Overwrites the secret in memory.</summary>
    public void Dispose()
    {
        Array.Clear(_secret, 0, _secret.Length);
        _cleared = Kind != GdnCredentialKind.Anonymous;
    }

    /// <summary>The kind, without any secret.</summary>
    public override string ToString() => Kind == GdnCredentialKind.Anonymous ? nameof(Anonymous) : Email is null ? $"{Kind} ***" : $"{Kind} {Email} ***";

    /// <exception cref="ObjectDisposedException">It was cleared.</exception>
    internal GdnCredential Copy() => new(Kind, Email, Secret.ToArray());

    private static string Given(string value, string name) =>
        string.IsNullOrWhiteSpace(value) ? throw new ArgumentException("The value is empty.", name) : value;

    private static char[] Given(SecureString value, string name)
    {
        if (value is not { Length: > 0 })
        {
            throw new ArgumentException("The value is empty.", name);
        }

        var text = new char[value.Length];
        var unmanaged = Marshal.SecureStringToGlobalAllocUnicode(value);
        try
        {
            Marshal.Copy(unmanaged, text, 0, text.Length);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(unmanaged);
        }

        return text;
    }
}
