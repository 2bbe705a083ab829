using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// The producer's name and the sequence id under which a message of a source is stored at its target, which are the same in every run: what a run
/// stored and could not acknowledge any more is dropped when the next one sends it again.
/// </summary>
/// <remarks>
/// A server takes what is not above the highest id of a name for stored. So a name is that of a piece of the source without a gap, and is made of the piece's first message: whatever was not
/// sent under it, as it was left, skipped or acknowledged by others, lies outside. The id is the number of the message's entry.
/// </remarks>
/// <param name="source">What the messages come from and how they are sent: all that must be the same for a run to go on with another.</param>
internal sealed class TransferName(string source)
{
    /// <summary>Most messages of a piece. None goes over a multiple of it, so that pieces which begin at different places end at the same.</summary>
    private const long Most = 1000;
    private const int MostBegun = 10_000;
    private static readonly ConditionalWeakTable<GdnSession, Dictionary<string, TransferName>> Table = new();

    /// <summary>Where earlier runs began pieces: a subscription that was reset sends them again, and without the gaps that there were.</summary>
    private readonly HashSet<(StreamName Target, MessagePlace First)> _begun = [];

    /// <summary>That of all runs of a source to the streams of a session.</summary>
    public static TransferName Of(GdnSession destination, string source)
    {
        var names = Table.GetOrCreateValue(destination);
        lock (names)
        {
            return names.TryGetValue(source, out var name) ? name : names[source] = new TransferName(source);
        }
    }

    /// <summary>The sequence id of a message.</summary>
    public static long SequenceIdOf(MessagePlace place) => place.Index < 0 ? place.Position.EntryId : place.Index;

    /// <summary>The name of a piece that begins.</summary>
    /// <param name="target">Where it is sent.</param>
    /// <param name="first">Its first message.</param>
    public string Begin(StreamName target, MessagePlace first)
    {
        if (_begun.Count == MostBegun)
        {
            _begun.Clear();
        }

        _begun.Add((target, first));
        var bytes = Encoding.UTF8.GetBytes(string.Join("\n", source, first.Position, first.Index));
#if NETSTANDARD2_0
        using var hash = SHA256.Create();
        return HashName.Of("transfer", hash.ComputeHash(bytes));
#else
        return HashName.Of("transfer", SHA256.HashData(bytes));
#endif
    }

    /// <summary>Whether a message belongs to the piece of another that was sent before it.</summary>
    public bool IsSamePiece(StreamName target, MessagePlace place, MessagePlace before) =>
        SeriesOf(place) == SeriesOf(before) && SequenceIdOf(place) == SequenceIdOf(before) + 1 && SequenceIdOf(place) % Most != 0 && !_begun.Contains((target, place));

    /// <summary>Entries are numbered within a ledger, and messages within an entry that holds several.</summary>
    private static MessagePosition SeriesOf(MessagePlace place) => place.Index < 0 ? place.Position with { EntryId = -1 } : place.Position;
}
