using System.Security.Cryptography;
using System.Text;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// The producer's name and the sequence id under which a message of a source is stored at its target, which are the same in every run: what a run
/// stored and could not acknowledge any more is dropped when the next one sends it again.
/// </summary>
/// <remarks>
/// A server takes what is not above the highest id of a name for stored. So no message that was left at the source may lie below one that was sent under
/// the same name: each name is that of the messages between two that were left. The id is the number of the message's entry.
/// </remarks>
/// <param name="source">What the messages come from and how they are sent: all that must be the same for a run to go on with another.</param>
internal sealed class TransferName(string source)
{
    private (MessagePosition Series, MessagePlace? Left) _of;
    private string? _name;

    /// <param name="place">Where the message lies in the source.</param>
    /// <param name="left">The last message before it that stays at the source; null where there is none.</param>
    public string Of(MessagePlace place, MessagePlace? left)
    {
        // Entries are numbered within a ledger, and messages within an entry that holds several.
        var series = place.Index < 0 ? place.Position with { EntryId = -1 } : place.Position;
        if (_name is null || _of != (series, left))
        {
            (_name, _of) = (Hash(string.Join("\n", source, series, left is { } one ? $"{one.Position}:{one.Index}" : "")), (series, left));
        }

        return _name;
    }

    /// <summary>Its sequence id.</summary>
    public static long SequenceIdOf(MessagePlace place) => place.Index < 0 ? place.Position.EntryId : place.Index;

    private static string Hash(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
#if NETSTANDARD2_0
        using var hash = SHA256.Create();
        return HashName.Of("transfer", hash.ComputeHash(bytes));
#else
        return HashName.Of("transfer", SHA256.HashData(bytes));
#endif
    }
}
