using System.Globalization;

namespace GdnStreams.Torture.Killing;

/// <summary>A clock that jumps by days, forwards and backwards, in the server's process alone: libfaketime.</summary>
internal sealed class ShiftedClock(string file, int seed)
{
    private static readonly string[] Libraries = ["/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"];
    private readonly Random _random = new(seed);

    /// <summary>How many times it jumped.</summary>
    public int Jumps { get; private set; }

    /// <summary>How a program runs by it, whose command line follows.</summary>
    public string[] Arguments() =>
        ["env", $"LD_PRELOAD={Libraries.First(File.Exists)}", "DONT_FAKE_MONOTONIC=1", "FAKETIME_CACHE_DURATION=1", $"FAKETIME_TIMESTAMP_FILE={file}"];

    /// <summary>Skips the test where there is none.</summary>
    public static void Require() => Assert.SkipUnless(Libraries.Any(File.Exists), "There is no libfaketime: apt-get install faketime.");

    /// <summary>Jumps now and then; the process looks at its clock's file once a second.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Jump();
            await Pause.OfAsync(_random.Next(1, 1_500), stop);
        }
    }

    /// <summary>A jump of up to ten days, either way.</summary>
    public void Jump()
    {
        Jumps++;
        File.WriteAllText(file + ".new", _random.Next(-864_000, 864_000).ToString("+0;-0;+0", CultureInfo.InvariantCulture));
        File.Move(file + ".new", file, overwrite: true);
    }
}
