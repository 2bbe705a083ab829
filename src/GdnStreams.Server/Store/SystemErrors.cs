namespace GdnStreams.Server.Store;

/// <summary>Tells a <see cref="SystemError"/> from the number that .NET puts into an exception: errno, or Windows' code.</summary>
internal static class SystemErrors
{
    private const int WindowsFacility = unchecked((int)0x80070000);

    public static SystemError Of(IOException failure) => failure is DirectoryNotFoundException ? SystemError.NoDirectory
        : (failure.HResult & 0xFFFF0000) == (WindowsFacility & 0xFFFF0000) && OperatingSystem.IsWindows() ? OfWindows(failure.HResult & 0xFFFF)
        : OfUnix(failure.HResult);

    private static SystemError OfWindows(int code) => code switch
    {
        32 or 33 => SystemError.InUse,
        39 or 112 => SystemError.Full,
        19 => SystemError.ReadOnly,
        4 => SystemError.NoDescriptors,
        80 or 183 or 267 => SystemError.NoDirectory,
        _ => SystemError.Other,
    };

    // EAGAIN, ENOSPC and EDQUOT, EROFS, EMFILE and ENFILE, EEXIST and ENOTDIR. Linux and macOS differ in two.
    private static SystemError OfUnix(int number) => number switch
    {
        11 when OperatingSystem.IsLinux() => SystemError.InUse,
        35 when !OperatingSystem.IsLinux() => SystemError.InUse,
        28 => SystemError.Full,
        122 when OperatingSystem.IsLinux() => SystemError.Full,
        69 when !OperatingSystem.IsLinux() => SystemError.Full,
        30 => SystemError.ReadOnly,
        23 or 24 => SystemError.NoDescriptors,
        17 or 20 => SystemError.NoDirectory,
        _ => SystemError.Other,
    };
}
