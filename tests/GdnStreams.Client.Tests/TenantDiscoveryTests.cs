namespace GdnStreams.Client.Tests;

public sealed class TenantDiscoveryTests
{
    [Theory]
    [InlineData("name_domain.com.key1.secret", "name_domain.com")]
    [InlineData("demo.key1.secret", "demo")]
    [InlineData("key1.secret", null)]
    [InlineData("secret", null)]
    public void An_API_key_tells_its_tenant_before_the_last_two_dots(string key, string? tenant) =>
        Assert.Equal(tenant, TenantDiscovery.OfApiKey(key));

    [Fact]
    public void A_token_tells_tenant_user_and_end_in_its_claims() =>
        Assert.Equal(
            new TokenClaims("demo", "root", DateTimeOffset.FromUnixTimeSeconds(1_800_000_000)),
            TokenClaims.Read("h." + Convert.ToBase64String("""{"tenant":"demo","preferred_username":"root","exp":1800000000}"""u8.ToArray()) + ".s"));

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c")]
    [InlineData("a.W10=.c")]
    public void A_token_that_is_no_JSON_tells_nothing(string token) => Assert.Equal(default, TokenClaims.Read(token));

    [Fact]
    public void A_credential_never_shows_its_secret()
    {
        Assert.DoesNotContain("pa55", GdnCredential.Password("a@b.c", "pa55").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("pa55", GdnCredential.Token("pa55").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("pa55", GdnCredential.ApiKey("pa55").ToString(), StringComparison.Ordinal);
    }
}
