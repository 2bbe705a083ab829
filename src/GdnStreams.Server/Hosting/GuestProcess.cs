using System.Runtime.CompilerServices;

namespace GdnStreams.Server.Hosting;

/// <summary>The server in a process that was started for something else, and knows nothing of the server's libraries.</summary>
internal static class GuestProcess
{
    /// <summary>Runs the program with the process's arguments, and ends the process with its exit code.</summary>
    public static void Run()
    {
        ServerFiles.Register();

        // None of the process's own children is to become a server.
        Environment.SetEnvironmentVariable("DOTNET_STARTUP_HOOKS", null);
        Environment.Exit(Await(Environment.GetCommandLineArgs()[1..]));
    }

    // A method of its own: what it mentions is looked for only when it is compiled, after the handler is there.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Await(string[] arguments)
    {
#pragma warning disable VSTHRD002 // As the runtime awaits every program: there is no context here, and nothing else to do on this thread.
        return Start.RunAsync(arguments).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }
}
