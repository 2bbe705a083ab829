using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GdnStreams.Server.SignIn;

/// <summary>
/// A one-time password as text: whose it is and when it expires, encrypted by what all servers of the same accounts know. So each of them can read what another gave out,
/// and nobody else.
/// </summary>
/// <param name="secret">What the servers know.</param>
internal sealed class SealedPassword(byte[] secret)
{
    private const int TagBytes = 16;
    private const int NonceBytes = 12;

    /// <summary>Writes one; no two are the same.</summary>
    public string Write(Identity identity, DateTimeOffset expires)
    {
        using var plain = new MemoryStream();
        using (var writer = new BinaryWriter(plain, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(expires.UtcTicks);
            writer.Write(identity.Tenant);
            writer.Write(identity.User);
            writer.Write(identity.KeyId ?? "");
            writer.Write(identity.Stamp);
        }

        var text = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(text.AsSpan(0, NonceBytes));
        using var cipher = Cipher();
        cipher.Encrypt(text.AsSpan(0, NonceBytes), plain.ToArray(), text.AsSpan(NonceBytes, (int)plain.Length), text.AsSpan(^TagBytes..));
        return Base64Url.EncodeToString(text);
    }

    /// <summary>Reads one: its owner, whose credential and rights are still to be looked up, and when it expires. Null where no server wrote it.</summary>
    public (Identity Identity, DateTimeOffset Expires)? Read(string password)
    {
        var text = new byte[Base64Url.GetMaxDecodedLength(password.Length)];
        if (Base64Url.DecodeFromChars(password, text, out _, out var length) != OperationStatus.Done || length < NonceBytes + TagBytes)
        {
            return null;
        }

        var plain = new byte[length - NonceBytes - TagBytes];
        try
        {
            using var cipher = Cipher();
            cipher.Decrypt(text.AsSpan(0, NonceBytes), text.AsSpan(NonceBytes, plain.Length), text.AsSpan(length - TagBytes, TagBytes), plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        using var reader = new BinaryReader(new MemoryStream(plain), Encoding.UTF8);
        var expires = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
        var identity = new Identity(reader.ReadString(), reader.ReadString(), Grants.Everything) { KeyId = reader.ReadString() is { Length: > 0 } key ? key : null, Stamp = reader.ReadString() };
        return (identity, expires);
    }

    // Its own key: no token is a password, and no password a token.
    private AesGcm Cipher() => new(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: "one-time password"u8.ToArray()), TagBytes);
}
