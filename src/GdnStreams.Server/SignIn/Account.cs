namespace GdnStreams.Server.SignIn;

/// <summary>A user as it is stored; the password only as a salted hash.</summary>
internal sealed record Account(string Tenant, string User, string Email, string Salt, string Hash);
