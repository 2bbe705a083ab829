using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace GdnStreams.Cmdlets.Tests;

/// <summary>PowerShell's engine with the laid-out module imported, and one server in memory for the test class.</summary>
public sealed class Engine : IDisposable
{
    private static int _streams;

    public Engine()
    {
        Runspace = Open();
        Url = Run("(Start-GdnServer -InMemory).Url.ToString()").Only<string>();
        Run("Connect-Gdn -Local").Succeeded();
        Run("$PSDefaultParameterValues = @{ 'Send-GdnMessage:Create' = $true; 'Receive-GdnMessage:Create' = $true }").Succeeded();
    }

    public static string Root { get; } = FindRoot();

    public Runspace Runspace { get; }

    public string Url { get; }

    /// <summary>A stream name that no other test uses.</summary>
    public static string NewStream() => "test" + Interlocked.Increment(ref _streams);

    /// <summary>A runspace with the module.</summary>
    public static Runspace Open()
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([Path.Combine(Root, "GdnStreams.psd1")]);
        var runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        return runspace;
    }

    /// <summary>Runs a script; <c>$args</c> are the arguments.</summary>
    public Outcome Run(string script, params object?[] arguments)
    {
        using var shell = Shell(script, arguments);
        return Outcome.Of(shell);
    }

    public PowerShell Shell(string script, params object?[] arguments)
    {
        var shell = PowerShell.Create(Runspace);
        shell.AddScript(script);
        foreach (var argument in arguments)
        {
            shell.AddArgument(argument);
        }

        return shell;
    }

    public void Dispose()
    {
        Run("Remove-Module GdnStreams").Succeeded();
        Runspace.Dispose();
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "GdnStreams.psd1")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
