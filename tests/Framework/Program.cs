using Xunit.Runner.InProc.SystemConsole;

namespace GdnStreams.Framework;

/// <summary>Runs the tests of a .NET Framework build; it stands in for the entry point that xunit generates.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        // Not ConsoleRunner.Run: it starts a timer while the program ends, and then one run in four breaks Mono 6.8 itself.
        using var runner = new ConsoleRunner(args, typeof(Program).Assembly);
        return await runner.EntryPoint(Console.In, Console.Out);
    }
}
