using System.Text.Json;
using GdnStreams.Protocol;
using GdnStreams.Server.Fabrics;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Operations;

/// <summary>Users, keys, fabrics and streams of a file. What exists stays as it is, so that the same file may be used at every start.</summary>
internal sealed record Seed
{
    // Not init: the generated serializer would set properties that the file leaves out to null.
    public IReadOnlyList<SeedUser> Users { get; set; } = [];

    public IReadOnlyList<SeedKey> Keys { get; set; } = [];

    public IReadOnlyList<SeedFabric> Fabrics { get; set; } = [];

    public IReadOnlyList<SeedStream> Streams { get; set; } = [];

    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: the file is missing or not a seed.</exception>
    public static async Task<Seed> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(file);
            var seed = await JsonSerializer.DeserializeAsync(stream, SeedJson.Default.Seed, cancellationToken) ?? new Seed();
            return seed.Users.Contains(null!) || seed.Keys.Contains(null!) || seed.Fabrics.Contains(null!) || seed.Streams.Contains(null!)
                ? throw new JsonException("an entry of a list is null.")
                : seed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"The seed file {file} cannot be used: {e.Message}", e);
        }
    }

    public async Task<SeedReport> ApplyAsync(Users users, ApiKeys keys, FabricStreams fabrics, CancellationToken cancellationToken)
    {
        var report = new SeedReport();
        foreach (var user in Users)
        {
            report = report with { Users = report.Users + await MakeAsync(() => users.AddAsync(new Account(user.Tenant, user.User, user.Email, "", ""), user.Password, cancellationToken)) };
        }

        foreach (var key in Keys)
        {
            report = report with { Keys = report.Keys + await MakeAsync(() => keys.AddAsync(key.Tenant, key.User, key.KeyId, key.Secret, cancellationToken)) };
        }

        foreach (var fabric in Fabrics)
        {
            report = report with { Fabrics = report.Fabrics + await MakeAsync(() => fabrics.CreateFabricAsync(new Fabric(fabric.Tenant, fabric.Name, ""), cancellationToken)) };
        }

        foreach (var stream in Streams)
        {
            var name = StreamName.Create(stream.Name, stream.Local ? StreamScope.Local : StreamScope.Global);
            report = report with { Streams = report.Streams + await MakeAsync(() => fabrics.CreateAsync(stream.Tenant, stream.Fabric, name, cancellationToken)) };
        }

        return report;
    }

    private static async Task<int> MakeAsync(Func<Task> make)
    {
        try
        {
            await make();
            return 1;
        }
        catch (GdnException e) when (e.Code is GdnErrorCode.UserExists or GdnErrorCode.ApiKeyExists or GdnErrorCode.FabricExists or GdnErrorCode.StreamExists)
        {
            return 0;
        }
    }
}
