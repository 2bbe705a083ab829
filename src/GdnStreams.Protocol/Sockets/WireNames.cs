namespace GdnStreams.Protocol;

/// <summary>How each enum value is spelt on the wire (exact case); the one table that writing and reading share.</summary>
internal static class WireNames
{
    public static readonly (SubscriptionType Value, string Text)[] SubscriptionTypes =
    [
        (SubscriptionType.Exclusive, "Exclusive"), (SubscriptionType.Shared, "Shared"),
        (SubscriptionType.Failover, "Failover"), (SubscriptionType.KeyShared, "Key_Shared"),
    ];

    public static readonly (SubscriptionMode Value, string Text)[] SubscriptionModes =
        [(SubscriptionMode.Durable, "Durable"), (SubscriptionMode.NonDurable, "NonDurable")];

    public static readonly (InitialPosition Value, string Text)[] InitialPositions =
        [(InitialPosition.Latest, "Latest"), (InitialPosition.Earliest, "Earliest")];

    public static readonly (HashingScheme Value, string Text)[] HashingSchemes =
        [(HashingScheme.JavaStringHash, "JavaStringHash"), (HashingScheme.Murmur3, "Murmur3_32Hash")];

    public static readonly (MessageRoutingMode Value, string Text)[] RoutingModes =
    [
        (MessageRoutingMode.SinglePartition, "SinglePartition"), (MessageRoutingMode.RoundRobinPartition, "RoundRobinPartition"),
        (MessageRoutingMode.CustomPartition, "CustomPartition"),
    ];

    public static readonly (CompressionType Value, string Text)[] CompressionTypes =
    [
        (CompressionType.None, "NONE"), (CompressionType.LZ4, "LZ4"), (CompressionType.Zlib, "ZLIB"),
        (CompressionType.Zstd, "ZSTD"), (CompressionType.Snappy, "SNAPPY"),
    ];

    public static readonly (CryptoFailureAction Value, string Text)[] CryptoFailureActions =
        [(CryptoFailureAction.Fail, "FAIL"), (CryptoFailureAction.Discard, "DISCARD"), (CryptoFailureAction.Consume, "CONSUME")];

    public static readonly (Permission Value, string Text)[] Permissions =
        [(Permission.None, "none"), (Permission.ReadOnly, "ro"), (Permission.WriteOnly, "wo"), (Permission.ReadWrite, "rw")];

    public static string Write<T>((T Value, string Text)[] table, T value)
        where T : struct, Enum
    {
        foreach (var row in table)
        {
            if (EqualityComparer<T>.Default.Equals(row.Value, value))
            {
                return row.Text;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(value), value, "This value has no name on the wire.");
    }

    public static T? Read<T>((T Value, string Text)[] table, string text)
        where T : struct, Enum
    {
        foreach (var row in table)
        {
            if (row.Text == text)
            {
                return row.Value;
            }
        }

        return null;
    }
}
