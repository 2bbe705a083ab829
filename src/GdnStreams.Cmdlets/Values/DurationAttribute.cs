using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace GdnStreams.Cmdlets;

/// <summary>Takes a duration: a TimeSpan, a number of seconds, or text such as <c>5m</c>, <c>1h30m</c>, <c>250ms</c> or <c>00:05:00</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationAttribute : ArgumentTransformationAttribute
{
    private const double Longest = 365_000.0 * 86400;
    private static readonly Regex Parts = new(@"^(?:(?<number>\d+(?:\.\d+)?)(?<unit>ms|s|m|h|d)\s*)+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    /// <summary>Whether <c>forever</c> is taken, too; it is Timeout.InfiniteTimeSpan then.</summary>
    public bool AllowsForever { get; set; }

    /// <summary>Shortest duration, in seconds. Default: 0.</summary>
    public double MinSeconds { get; set; }

    /// <summary>Longest duration, in seconds. Default: a thousand years.</summary>
    public double MaxSeconds { get; set; } = Longest;

    /// <summary>Reads a duration that is not negative.</summary>
    public static bool TryRead(string text, out TimeSpan duration)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
        {
            return TryMake(seconds, out duration);
        }

        var match = Parts.Match(text);
        if (match.Success)
        {
            var numbers = match.Groups["number"].Captures.Cast<Capture>();
            var units = match.Groups["unit"].Captures.Cast<Capture>();
            return TryMake(numbers.Zip(units, static (number, unit) => double.Parse(number.Value, CultureInfo.InvariantCulture) * Seconds(unit.Value)).Sum(), out duration);
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration) && duration >= TimeSpan.Zero && duration.TotalSeconds <= Longest;
    }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        // A written 7d is a decimal to PowerShell, and 10s a short: what was written counts.
        var text = inputData is PSObject { BaseObject: not TimeSpan } written ? written.ToString().Trim() : "";
        TimeSpan? read = TryRead(text, out var asWritten) ? asWritten
            : Parts.IsMatch(text) ? null
            : Read(inputData is PSObject wrapped ? wrapped.BaseObject : inputData);
        return AllowsForever && read == Timeout.InfiniteTimeSpan ? read
            : read is { } duration && duration >= TimeSpan.Zero && duration.TotalSeconds >= MinSeconds && duration.TotalSeconds <= MaxSeconds ? duration
            : throw new ArgumentTransformationMetadataException(
                $"It is not the duration that is wanted. Give a number of seconds, a TimeSpan, or text such as 5m, 1h30m, 250ms or 7d{(AllowsForever ? ", or forever" : "")}: {Bounds()}.");
    }

    private static TimeSpan? Read(object? given) => given switch
    {
        TimeSpan time => time,
        string text when text.Trim().Equals("forever", StringComparison.OrdinalIgnoreCase) => Timeout.InfiniteTimeSpan,
        string text when TryRead(text.Trim(), out var duration) => duration,
        byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal
            when TryMake(Convert.ToDouble(given, CultureInfo.InvariantCulture), out var duration) => duration,
        _ => null,
    };

    private string Bounds()
    {
        var from = MinSeconds > 0 ? $"at least {MinSeconds.ToString(CultureInfo.InvariantCulture)} s" : "not negative";
        return MaxSeconds >= Longest ? from
            : $"{from}, and at most " + (MaxSeconds < Seconds("d") ? $"{MaxSeconds.ToString(CultureInfo.InvariantCulture)} s" : $"{Math.Floor(MaxSeconds / Seconds("d")).ToString(CultureInfo.InvariantCulture)} days");
    }

    private static bool TryMake(double seconds, out TimeSpan duration)
    {
        var isDuration = seconds >= 0 && seconds <= Longest;
        duration = isDuration ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond)) : default;
        return isDuration;
    }

    private static double Seconds(string unit) => unit.ToLowerInvariant() switch
    {
        "ms" => 0.001,
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => 86400,
    };
}
