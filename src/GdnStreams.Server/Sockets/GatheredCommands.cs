using System.Runtime.InteropServices;
using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Sockets;

/// <summary>A consumer's acknowledgements, or a reader's credits, of which the engine is told together.</summary>
internal sealed class GatheredCommands
{
    private const int Most = 256;
    private readonly List<MessagePosition> _acknowledged = [];
    private int _credits;

    /// <summary>Whether it is time to tell them.</summary>
    public bool IsFull => _acknowledged.Count + _credits >= Most;

    /// <param name="position">Which message was acknowledged.</param>
    /// <param name="isCredit">Whether it is a credit, whose id is not looked at.</param>
    public void Add(MessagePosition position, bool isCredit)
    {
        if (isCredit)
        {
            _credits++;
        }
        else
        {
            _acknowledged.Add(position);
        }
    }

    /// <summary>Tells all of them, once.</summary>
    public void Tell(EngineConsumer consumer)
    {
        if (_acknowledged.Count > 0)
        {
            consumer.Acknowledge(CollectionsMarshal.AsSpan(_acknowledged));
            _acknowledged.Clear();
        }

        if (_credits > 0)
        {
            consumer.Permit(_credits);
            _credits = 0;
        }
    }
}
