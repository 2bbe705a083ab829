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
    /// <param name="place">Where the message lies in the source.</param>
    /// <param name="left">The last message before it that stays at the source; null where there is none.</param>
    public string Of(MessagePlace place, MessagePlace? left)
    {
        // Entries are numbered within a ledger, and messages within an entry that holds several.
        var series = place.Index < 0 ? $"{place.Position.LedgerId}" : $"{place.Position}";
        var stays = left is { } one ? $"{one.Position}:{one.Index}" : "";
        var text = Encoding.UTF8.GetBytes(string.Join("\n", source, series, stays));
#if NETSTANDARD2_0
        using var hash = SHA256.Create();
        return HashName.Of("transfer", hash.ComputeHash(text));
#else
        return HashName.Of("transfer", SHA256.HashData(text));
#endif
    }

    /// <summary>Its sequence id.</summary>
    public static long SequenceIdOf(MessagePlace place) => place.Index < 0 ? place.Position.EntryId : place.Index;
}
