namespace GdnStreams.Torture.Histories;

/// <summary>A message id, read from Pulsar's protobuf in Base64 without the product's own reader.</summary>
internal readonly record struct EntryId(long Ledger, long Entry) : IComparable<EntryId>
{
    /// <summary>What a duplicate is answered with.</summary>
    public static EntryId None { get; } = new(-1, -1);

    public static bool operator <(EntryId left, EntryId right) => left.CompareTo(right) < 0;

    public static bool operator >(EntryId left, EntryId right) => left.CompareTo(right) > 0;

    public static bool operator <=(EntryId left, EntryId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(EntryId left, EntryId right) => left.CompareTo(right) >= 0;

    public static EntryId Parse(string text)
    {
        var bytes = Convert.FromBase64String(text);
        long ledger = 0, entry = 0;
        for (var i = 0; i < bytes.Length;)
        {
            var field = Varint(bytes, ref i) >> 3;
            var value = Varint(bytes, ref i);
            (ledger, entry) = field == 1 ? ((long)value, entry) : field == 2 ? (ledger, (long)value) : (ledger, entry);
        }

        return new EntryId(ledger, entry);
    }

    public int CompareTo(EntryId other) => Ledger != other.Ledger ? Ledger.CompareTo(other.Ledger) : Entry.CompareTo(other.Entry);

    public override string ToString() => $"({Ledger},{Entry})";

    private static ulong Varint(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = bytes[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
