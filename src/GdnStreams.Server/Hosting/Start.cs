using GdnStreams.Server.Commands;
using GdnStreams.Server.Operations;

namespace GdnStreams.Server.Hosting;

/// <summary>The program, however its process has come to it.</summary>
internal static class Start
{
    /// <summary>Runs a command; the result is the exit code.</summary>
    public static Task<int> RunAsync(string[] arguments)
    {
        if (Descriptors.TooFew is { } problem)
        {
            // With so few not even the console can be loaded.
            using var errors = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(2, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            errors.Write([.. System.Text.Encoding.UTF8.GetBytes(problem), (byte)'\n']);
            return Task.FromResult(1);
        }

        if (arguments is [ServeCommand.Name, ..])
        {
            _ = EarlyLoading.BeginAsync();
        }

        return CommandLine.RunAsync(arguments);
    }
}
