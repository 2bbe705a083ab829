namespace GdnStreams.Torture.Histories;

/// <summary>Finds what no server that keeps its promise can have done. It knows nothing but what was seen from outside.</summary>
internal static class Checker
{
    private const int MostOfAKind = 5;

    /// <summary>What is wrong with a stream that was never deleted, and was read by <see cref="History.Audit"/> in the end.</summary>
    public static IReadOnlyList<string> Problems(History history) =>
    [
        .. StorageRules.Problems(history).Concat(DeliveryRules.Problems(history)).Concat(ReturnRules.Problems(history)).Concat(RefusalRules.Problems(history))
            .GroupBy(problem => problem.Split(':')[0])
            .SelectMany(kind => kind.Take(MostOfAKind).Append($"{kind.Key}: {kind.Count()} in all")),
    ];

    /// <summary>What is wrong with a stream that was deleted now and then.</summary>
    public static IReadOnlyList<string> ProblemsOfDeletions(History history) => [.. DeletionRules.Problems(history).Concat(RefusalRules.Problems(history)).Take(MostOfAKind)];
}
