using System.CommandLine;
using GdnStreams.Server.Store;

namespace GdnStreams.Server.Commands;

/// <summary><c>gdn-server backup FILE</c> and <c>gdn-server check</c>, both also while a server runs on the store.</summary>
internal static class StoreCommands
{
    public static Command MakeBackup(Settings settings)
    {
        var data = DataOption.Make(settings);
        var file = new Argument<string>("file") { Description = "The file to write; it must not exist. Put it into an empty directory as streams.db to run a server on it." };
        var command = new Command("backup", "Write a copy of the store as it is at this moment.") { file, data };
        command.SetAction((result, cancellationToken) => Failures.ReportAsync(async () =>
        {
            await StoreFile.BackupAsync(DataOption.Existing(result.GetValue(data)), result.GetValue(file)!, cancellationToken);
            Console.WriteLine($"Wrote {result.GetValue(file)}, {new FileInfo(result.GetValue(file)!).Length:N0} bytes.");
            return 0;
        }));
        return command;
    }

    public static Command MakeCheck(Settings settings)
    {
        var data = DataOption.Make(settings);
        var command = new Command("check", "Check the store for damage; exit code 1 where there is some.") { data };
        command.SetAction((result, cancellationToken) => Failures.ReportAsync(async () =>
        {
            var problems = await StoreFile.CheckAsync(DataOption.Existing(result.GetValue(data)), cancellationToken);
            foreach (var problem in problems)
            {
                await Console.Error.WriteLineAsync(problem);
            }

            Console.WriteLine(problems.Count == 0 ? "The store is sound." : $"The store is damaged: {problems.Count} problems. Restore a backup.");
            return problems.Count == 0 ? 0 : 1;
        }));
        return command;
    }
}
