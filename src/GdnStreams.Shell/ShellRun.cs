using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text;

namespace GdnStreams.Shell;

/// <summary>Runs a script file or a command in PowerShell's own engine, with the core cmdlets only, and gives back its exit code.</summary>
internal static class ShellRun
{
    private const int WrongUsage = 64;
    private const int Interrupted = 130;
    private const string Usage = """
        Runs PowerShell with the engine's core cmdlets, on a machine without pwsh.

          gdn-shell SCRIPT.ps1 [ARGUMENT...]
          gdn-shell -Command COMMAND
        """;

    public static int Run(string[] args)
    {
        if (args.Length == 0 || (IsCommand(args[0]) && args.Length == 1))
        {
            Console.Error.WriteLine(Usage);
            return WrongUsage;
        }

        string script;
        if (IsCommand(args[0]))
        {
            script = string.Join(' ', args[1..]);
        }
        else if (File.Exists(args[0]))
        {
            script = Call(Path.GetFullPath(args[0]), args[1..]);
        }
        else
        {
            Console.Error.WriteLine($"There is no script '{args[0]}'.{Environment.NewLine}{Environment.NewLine}{Usage}");
            return WrongUsage;
        }

        return Execute(script);
    }

    private static int Execute(string script)
    {
        var host = new ShellHost();
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        using var runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        var stopped = false;
        Console.CancelKeyPress += (_, pressed) =>
        {
            // The pipeline stops, and the script's finally blocks run; the process ends with it.
            pressed.Cancel = true;
            stopped = true;
            shell.BeginStop(null, null);
        };
        shell.AddScript(script);
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default");
        try
        {
            shell.Invoke();
        }
        catch (RuntimeException e)
        {
            Render(runspace, e.ErrorRecord);
            return host.ExitCode ?? (stopped ? Interrupted : 1);
        }

        return host.ExitCode ?? (stopped ? Interrupted : 0);
    }

    private static void Render(Runspace runspace, ErrorRecord error)
    {
        using var shell = PowerShell.Create(runspace);
        shell.AddScript("param($record) & { [CmdletBinding()] param() $PSCmdlet.WriteError($record) }").AddArgument(error);
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default");
        shell.Invoke();
    }

    private static bool IsCommand(string arg) => arg.Equals("-Command", StringComparison.OrdinalIgnoreCase) || arg.Equals("-c", StringComparison.OrdinalIgnoreCase);

    private static string Call(string path, string[] args)
    {
        var call = new StringBuilder("& ").Append(Quote(path));
        foreach (var arg in args)
        {
            var isName = arg.Length > 1 && arg[0] == '-' && char.IsLetter(arg[1]);
            call.Append(' ').Append(isName ? arg : Quote(arg));
        }

        return call.ToString();
    }

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
