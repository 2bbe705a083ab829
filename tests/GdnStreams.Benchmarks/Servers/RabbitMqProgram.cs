using System.Globalization;
using GdnStreams.Benchmarks.Processes;

namespace GdnStreams.Benchmarks.Servers;

/// <summary>A RabbitMQ node of its own, beside whatever the machine runs as a service.</summary>
internal sealed class RabbitMqProgram : IServerProgram
{
    // Not /usr/sbin/rabbitmq-server, which Debian has run as another user.
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    public string? Missing => File.Exists(Program) ? null : "It is not installed: apt-get install rabbitmq-server.";

    public Task<ServerProcess> StartAsync(string folder, string[] wrapper)
    {
        var (port, mapper) = (FreePort.Find(), FreePort.Find().ToString(CultureInfo.InvariantCulture));
        var target = string.Create(CultureInfo.InvariantCulture, $"amqp://guest:guest@127.0.0.1:{port}/");
        return ServerProcess.StartAsync(folder, [Program], wrapper, target, port, Environment(folder, port, mapper), farewell: ["epmd", "-port", mapper, "-kill"]);
    }

    // Names, ports and files of its own, and a port mapper that only this machine reaches.
    private static Dictionary<string, string> Environment(string folder, int port, string mapper) => new()
    {
        ["HOME"] = folder,
        ["RABBITMQ_NODENAME"] = string.Create(CultureInfo.InvariantCulture, $"bench{port}@localhost"),
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODE_PORT"] = port.ToString(CultureInfo.InvariantCulture),
        ["RABBITMQ_DIST_PORT"] = FreePort.Find().ToString(CultureInfo.InvariantCulture),
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "mnesia"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "plugins"),
        ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(folder, "environment"),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "settings"),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["ERL_EPMD_PORT"] = mapper,
        ["ERL_EPMD_RELAXED_COMMAND_CHECK"] = "true", // It can then be ended although the node was killed.
    };
}
