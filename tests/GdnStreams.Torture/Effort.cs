using System.Globalization;

// One server at a time: each test puts as much load on it as the machine bears.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace GdnStreams.Torture;

/// <summary>
/// How much is done: a minute in CI, hours with <c>GDN_TORTURE=long</c>; by which seed (<c>GDN_TORTURE_SEED</c>, otherwise another at each
/// run); on which server (<c>GDN_TORTURE_SERVER</c>, otherwise the one built here).
/// </summary>
internal static class Effort
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("GDN_TORTURE") == "long";

    /// <summary>The server's program.</summary>
    public static string Server { get; } = Environment.GetEnvironmentVariable("GDN_TORTURE_SERVER") is { Length: > 0 } file ? file : Path.Combine(AppContext.BaseDirectory, "gdn-server.dll");

    /// <summary>Decides what a test does; its output names it.</summary>
    public static int Seed()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("GDN_TORTURE_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        Say($"GDN_TORTURE_SEED={seed} runs this again.");
        return seed;
    }

    /// <summary>One number in CI, another in the long run; <c>GDN_TORTURE_COUNT</c> instead of both.</summary>
    public static int Count(int inCi, int inLong) =>
        int.TryParse(Environment.GetEnvironmentVariable("GDN_TORTURE_COUNT"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : IsLong ? inLong : inCi;

    /// <summary>Tells something to who reads the test's output.</summary>
    public static void Say(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
