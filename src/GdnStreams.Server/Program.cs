using GdnStreams.Server.Commands;
using GdnStreams.Server.Operations;

if (Descriptors.TooFew is { } problem)
{
    // With so few not even the console can be loaded.
    using var errors = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(2, ownsHandle: false), FileAccess.Write, bufferSize: 0);
    errors.Write([.. System.Text.Encoding.UTF8.GetBytes(problem), (byte)'\n']);
    return 1;
}

return await CommandLine.RunAsync(args);
