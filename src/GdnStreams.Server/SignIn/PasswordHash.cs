using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GdnStreams.Server.SignIn;

/// <summary>PBKDF2 with SHA-256, one password at a time and on a thread of low priority, so that sign-ins do not slow publishing.</summary>
internal static class PasswordHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = 32;

    private const int TheProcessOrThread = 0;
    private const int TheCaller = 0;
    private const int AThirdOfOthersTime = 5;

    private static readonly SemaphoreSlim OneAtATime = new(1);

    /// <param name="password">What was typed.</param>
    /// <param name="salt">Random bytes of the user's own.</param>
    /// <param name="rounds">The cost; a single round is done at once.</param>
    /// <param name="cancellationToken">Gives up waiting for the turn; a hash that has begun is finished.</param>
    public static async Task<byte[]> ComputeAsync(string password, byte[] salt, int rounds, CancellationToken cancellationToken)
    {
        if (rounds == 1)
        {
            return Compute(password, salt, rounds);
        }

        await OneAtATime.WaitAsync(cancellationToken);
        try
        {
            // A thread of its own: raising the priority again would need rights that a server should not have.
            return await Task.Factory.StartNew(
                () =>
                {
                    GiveWay();
                    return Compute(password, salt, rounds);
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private static byte[] Compute(string password, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA256, Length);

    private static void GiveWay()
    {
        Thread.CurrentThread.Priority = ThreadPriority.Lowest;
        if (OperatingSystem.IsLinux())
        {
            // .NET's priorities do nothing there. It is a courtesy: where it fails, the hash is as right.
            _ = SetPriority(TheProcessOrThread, TheCaller, GetPriority(TheProcessOrThread, TheCaller) + AThirdOfOthersTime);
        }
    }

    [DllImport("libc", EntryPoint = "getpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetPriority(int which, int who);

    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int priority);
}
