using System.Globalization;
using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Why one attempt to handle a message failed.</summary>
public sealed class GdnHandlerError : DisplayObject
{
    private GdnHandlerError(HandlerWork work, string error, string? id, string? position) =>
        (Time, MessageId, Key, Attempt, Error, ErrorId, Position) = (TimeProvider.System.GetUtcNow(), work.Message.MessageId, work.Message.Key, work.Attempts + 1, error, id, position);

    /// <summary>When it failed.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The message.</summary>
    public string MessageId { get; }

    /// <summary>Key of the message; null where it has none.</summary>
    public string? Key { get; }

    /// <summary>Which attempt it was, from 1.</summary>
    public int Attempt { get; }

    /// <summary>What the script block failed with.</summary>
    public string Error { get; }

    /// <summary>Id of that error; null where it has none.</summary>
    public string? ErrorId { get; }

    /// <summary>Where in the script it was; null where that is not known.</summary>
    public string? Position { get; }

    /// <inheritdoc/>
    public override string ToString() => Error;

    internal static GdnHandlerError Of(HandlerWork work, Exception exception)
    {
        if (exception is FlowControlException)
        {
            return new GdnHandlerError(work, "It ended with break, continue or exit, which have no loop and no script to end. Use return.", null, null);
        }

        // What a called method or script threw is wrapped by whoever called it.
        var record = (exception as IContainsErrorRecord)?.ErrorRecord;
        return new GdnHandlerError(work, record?.ToString() ?? exception.Message, record?.FullyQualifiedErrorId, record?.ScriptStackTrace);
    }

    internal static GdnHandlerError OfLate(HandlerWork work, TimeSpan limit) =>
        new(work, $"It took longer than {limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s (-MessageTimeoutSec) and was stopped.", "GdnTimeout", null);
}
