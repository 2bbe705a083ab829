using GdnStreams.Benchmarks.Servers;

namespace GdnStreams.Benchmarks.Contestants;

/// <summary>Who takes part.</summary>
internal static class Field
{
    public const string Naive = "naive";
    public const string NullServer = "null-server";
    public const string Cmdlets = "cmdlets";
    public const string Array = "cmdlets-array";
    public const string BaselineCmdlets = "baseline-cmdlets";
    public const string Library = "library";
    public const string Pulsar = "pulsar";
    public const string Gateway = "gateway";
    public const string Redis = "redis";
    public const string Sqlite = "sqlite";
    public const string Baseline = "baseline";
    public const string BaselineClient = "baseline-client";

    /// <param name="settings">The run's.</param>
    /// <param name="baselineClient">Where a build of this program with the baseline's client library lies; null without one.</param>
    public static IReadOnlyList<IContestant> All(RunSettings settings, string? baselineClient)
    {
        var nothing = new NullServerProgram();
        var ours = new GdnServerProgram(settings.ServerProgram, "--https-port", "0");
        var pulsar = new PulsarProgram(settings.Root);
        List<IContestant> all =
        [
            new NetContestant(Library, "Client library, our server", "library", ours),
            new Cmdlets(Cmdlets, "Cmdlets in pwsh, our server", settings.Root, settings.ModuleFile, ours),
            new Cmdlets(Array, "Cmdlets in pwsh, arrays to -InputObject", settings.Root, settings.ModuleFile, ours, "array"),
            new JsC8(ours),
            new NetContestant(Naive, "ClientWebSocket loop, null server", "raw", nothing),
            new NetContestant(NullServer, "Client library, null server", "library-pulsar", nothing),
            new NetContestant(Pulsar, "Pulsar's WebSocket (no fsync before the answer)", "library-pulsar", pulsar),
            new NetContestant(Gateway, "Client library, our gateway to that Pulsar", "library", new GatewayProgram(settings.ServerProgram, pulsar)),
            new NetContestant(Redis, "Redis Streams, appendfsync always", "redis", new RedisProgram()),
            new NetContestant("rabbitmq", "RabbitMQ quorum queue, publisher confirms", "rabbitmq", new RabbitMqProgram()),
            new NetContestant("nats", "NATS JetStream (no fsync before the answer)", "nats", new NatsProgram()),
            new NetContestant("fasterlog", "FasterLog in process, commit awaited", "fasterlog", server: null),
            new SqliteCommit(),
        ];
        if (settings.BaselineServer is { } program)
        {
            var server = new GdnServerProgram(program);
            all.Add(new NetContestant(Baseline, "Client library, the baseline's server", "library", server));
            all.Add(new NetContestant(BaselineClient, "The baseline's client library and server", "library", server, baselineClient));
            all.Add(new Cmdlets(BaselineCmdlets, "The baseline's cmdlets and server", settings.Root, settings.BaselineModule!, server, hasLimit: false));
        }

        return settings.Only.Count == 0 ? all : [.. all.Where(contestant => settings.Only.Contains(contestant.Id))];
    }
}
