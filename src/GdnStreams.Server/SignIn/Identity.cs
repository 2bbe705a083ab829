namespace GdnStreams.Server.SignIn;

/// <summary>Who asks: a user of a tenant.</summary>
internal sealed record Identity(string Tenant, string User);
