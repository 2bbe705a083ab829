namespace GdnStreams.Benchmarks.Clients;

/// <summary>The program of a client's process: does what the driver's lines say, and answers each by a line.</summary>
internal static class ClientLoop
{
    public static async Task RunAsync(IBenchmarkClient client, TextReader commands, TextWriter answers)
    {
        await using (client)
        {
            var stored = Array.Empty<long>();
            while (await commands.ReadLineAsync() is { } line)
            {
                ClientAnswer answer;
                try
                {
                    (answer, stored) = await AnswerAsync(client, Lines.Read<ClientCommand>(line), stored);
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    answer = new ClientAnswer(e.ToString()); // The driver says what it was.
                }

                await answers.WriteLineAsync(Lines.Write(answer));
                await answers.FlushAsync();
            }
        }
    }

    /// <summary>A client of its kind, as the command line names it.</summary>
    public static IBenchmarkClient Make(string kind, string target) => kind switch
    {
        "raw" => new RawSocketClient(new Uri(target)),
        "library" => new LibraryClient(Sessions.Gdn(new Uri(target))),
        "library-pulsar" => new LibraryClient(Sessions.Pulsar(new Uri(target))),
        "redis" => new RedisClient(target),
        "rabbitmq" => new RabbitMqClient(new Uri(target)),
        "nats" => new NatsClient(target),
        "sqlite" => new SqliteClient(target),
        "fasterlog" => new FasterLogClient(target),
        _ => throw new ArgumentException($"There is no client '{kind}'.", nameof(kind)),
    };

    private static async Task<(ClientAnswer Answer, long[] Stored)> AnswerAsync(IBenchmarkClient client, ClientCommand command, long[] stored)
    {
        switch (command.Do)
        {
            case "open":
                await client.OpenAsync(command.Workload!);
                return (new ClientAnswer(), new long[command.Workload!.Streams.Count]);
            case "publish":
                var publishing = Run.Publishing(stored.Length, command.Seconds, command.Messages);
                await client.PublishAsync(publishing);
                return (new ClientAnswer(Measured: publishing.Measured()), [.. stored.Zip(publishing.Counts, (before, added) => before + added)]);
            case "receive":
                var receiving = Run.Receiving(stored, command.Seconds, command.Messages);
                await client.ReceiveAsync(receiving);
                return (new ClientAnswer(Measured: receiving.Measured()), [.. stored.Zip(receiving.Counts, (before, taken) => before - taken)]);
            case "deliver":
                var delivering = Run.Publishing(stored.Length, command.Seconds, command.Messages);
                await ((IDeliveringClient)client).DeliverAsync(delivering, command.Rate);
                return (new ClientAnswer(Measured: delivering.Measured()), stored);
            case "close":
                await client.CloseAsync();
                return (new ClientAnswer(), []);
            default:
                throw new ArgumentException($"There is no command '{command.Do}'.", nameof(command));
        }
    }
}
