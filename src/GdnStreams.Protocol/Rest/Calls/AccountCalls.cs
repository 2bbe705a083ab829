namespace GdnStreams.Protocol;

/// <summary>Sign-in, one-time passwords, users, keys and tenants.</summary>
internal static class AccountCalls
{
    public static JsonBodyCall<SignInRequest, SignInReply> SignIn { get; } = new(
        "POST", "/_open/auth", RestRight.Open, "Signs in with e-mail or tenant and user, and password; the token is good for 12 hours.", json => json.SignInRequest, json => json.SignInReply)
    {
        Place = RestPlace.Root,
    };

    public static JsonCall<OtpReply> Otp { get; } = new(
        "POST", "/apid/otp", RestRight.SignedIn, "A one-time password for one socket, good for 10 seconds.", json => json.OtpReply)
    {
        Place = RestPlace.Root,
    };

    /// <remarks>Open: jsC8 asks before it has a credential, and whoever asks has the secret already.</remarks>
    public static JsonBodyCall<KeyValidationRequest, KeyValidation> ValidateKey { get; } = new(
        "POST", "/key/validate", RestRight.Open, "Whose key or token it is.", json => json.KeyValidationRequest, json => json.EnvelopeKeyValidation)
    {
        Place = RestPlace.Fabric,
    };

    public static JsonBodyCall<CreateApiKey, ApiKeyReply> CreateKey { get; } = new(
        "POST", "/key", RestRight.OwnKeys, "Makes an API key of the caller's; the answer shows it this once.", json => json.CreateApiKey, json => json.ApiKeyReply)
    {
        Status = 201,
    };

    public static JsonCall<IReadOnlyList<ApiKeyItem>> ListKeys { get; } = new(
        "GET", "/key", RestRight.SignedIn, "The caller's API keys; an administrator sees the tenant's.", json => json.EnvelopeIReadOnlyListApiKeyItem);

    public static JsonCall<UserAnswer> GetKey { get; } = new("GET", "/key/{key}", RestRight.Holder, "One API key.", json => json.UserAnswer);

    public static JsonCall<string> DeleteKey { get; } = new(
        "DELETE", "/key/{key}", RestRight.OwnKeys, "Removes an API key; it opens nothing any more.", json => json.EnvelopeString)
    {
        Status = 202,
    };

    public static JsonCall<IReadOnlyList<UserDetails>> ListUsers { get; } = new(
        "GET", "/user", RestRight.SignedIn, "The caller; an administrator sees the tenant's users.", json => json.EnvelopeIReadOnlyListUserDetails);

    public static JsonBodyCall<UserRequest, UserAnswer> CreateUser { get; } = new(
        "POST", "/user", RestRight.Administrator, "Adds a user.", json => json.UserRequest, json => json.UserAnswer)
    {
        Status = 201,
    };

    public static JsonCall<UserAnswer> GetUser { get; } = new("GET", "/user/{user}", RestRight.Holder, "One user.", json => json.UserAnswer);

    public static JsonBodyCall<UserRequest, UserAnswer> ChangeUser { get; } = new(
        "PATCH", "/user/{user}", RestRight.Administrator, "Changes a user's password, e-mail, administration or whether they may sign in.", json => json.UserRequest, json => json.UserAnswer);

    public static JsonCall<string> DeleteUser { get; } = new(
        "DELETE", "/user/{user}", RestRight.Administrator, "Removes a user with their keys; their credentials open nothing any more.", json => json.EnvelopeString)
    {
        Status = 202,
    };

    public static JsonCall<IReadOnlyList<TenantItem>> ListTenants { get; } = new(
        "GET", "/tenants", RestRight.SignedIn, "The tenant of the caller.", json => json.EnvelopeIReadOnlyListTenantItem);

    public static JsonCall<TenantItem> GetTenant { get; } = new("GET", "/tenant/{tenant}", RestRight.SignedIn, "One tenant.", json => json.EnvelopeTenantItem);

    public static JsonCall<TenantLimitsReply> GetLimits { get; } = new("GET", "/limits/tenant/{tenant}", RestRight.SignedIn, "Limits of a tenant.", json => json.EnvelopeTenantLimitsReply);

    public static IReadOnlyList<RestCall> All { get; } =
    [
        SignIn, Otp, ValidateKey, CreateKey, ListKeys, GetKey, DeleteKey, ListUsers, CreateUser, GetUser, ChangeUser, DeleteUser, ListTenants, GetTenant, GetLimits,
    ];
}
