using System.Security.Cryptography;
using System.Text.Json;
using GdnStreams.Server.Operations;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Prometheus;

namespace GdnStreams.Server.Hosting;

/// <summary>
/// Loads libraries that a starting server asks for one after another, while the command line is read and a second processor has nothing to do. They are used
/// once, and what comes of it is thrown away: what fails here fails again where it is needed, and is told there.
/// </summary>
internal static class EarlyLoading
{
    public static Task BeginAsync() => Task.Run(() =>
    {
        var random = RandomNumberGenerator.GetBytes(32);
        Rfc2898DeriveBytes.Pbkdf2(random, random, iterations: 1, HashAlgorithmName.SHA256, random.Length);
        _ = (new JsonWebTokenHandler(), new SymmetricSecurityKey(random));
        Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()).CreateCounter("loading", "", "label");
        JsonSerializer.SerializeToUtf8Bytes(new FirstCredentials("", "", "", "", ""), FirstCredentialsJson.Default.FirstCredentials);
    });
}
