using System.Diagnostics;

namespace GdnStreams.Cmdlets;

/// <summary>A request without a reply so far.</summary>
/// <param name="id">Its correlation id.</param>
/// <param name="input">What was sent.</param>
internal sealed class PendingRequest(string id, object? input)
{
    private readonly Stopwatch _elapsed = new();

    public string Id => id;

    public object? Input => input;

    /// <summary>Time since the producer has it.</summary>
    public TimeSpan Elapsed => _elapsed.Elapsed;

    public void Sent() => _elapsed.Start();
}
