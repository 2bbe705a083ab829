using System.CommandLine;

namespace GdnStreams.Server.Commands;

/// <summary>The program's commands.</summary>
internal static class CommandLine
{
    public static Task<int> RunAsync(string[] args) => Failures.ReportAsync(() =>
    {
        var settings = Settings.Of(args);
        var root = new RootCommand("A server for Macrometa GDN streams.")
        {
            Settings.FileOption(),
            ServeCommand.Make(settings),
            UserCommand.Make(settings),
            ApiKeyCommand.Make(settings),
            SeedCommand.Make(settings),
            StoreCommands.MakeBackup(settings),
            StoreCommands.MakeCheck(settings),
        };
        settings.RefuseUnknown();
        var parsed = root.Parse(args);
        var run = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
        if (ServeCommand.HandlesSignals(parsed))
        {
            run.ProcessTerminationTimeout = null;
        }

        return parsed.InvokeAsync(run);
    });
}
