namespace GdnStreams.Torture.Histories;

/// <summary>What is stored: every message that was answered, once, in its producer's order, under the id that everybody was told.</summary>
internal static class StorageRules
{
    public static IEnumerable<string> Problems(History history)
    {
        var audit = history.Events.Where(happened => happened is { Kind: HistoryEventKind.Delivered, Who: History.Audit }).ToList();
        var stored = new Dictionary<MessageName, EntryId>();
        var lastOfProducer = new Dictionary<string, int>();
        var last = EntryId.None;
        foreach (var (_, _, _, message, id, _) in audit)
        {
            if (id <= last)
            {
                yield return $"numbers do not rise: {message} has {id} behind {last}";
            }

            last = id;
            if (!stored.TryAdd(message, id))
            {
                yield return $"doubled: {message} is stored at {stored[message]} and {id}";
            }

            if (lastOfProducer.TryGetValue(message.Producer, out var before) && message.Number < before)
            {
                yield return $"out of order: {message} is stored behind number {before}";
            }

            lastOfProducer[message.Producer] = message.Number;
        }

        foreach (var problem in Answers(history, stored).Concat(Sightings(history, stored)).Concat(Gaps(history, stored)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> Answers(History history, Dictionary<MessageName, EntryId> stored)
    {
        foreach (var answer in history.Events.Where(happened => happened.Kind == HistoryEventKind.Stored))
        {
            if (!stored.TryGetValue(answer.Message, out var id))
            {
                yield return $"lost: {answer.Message} was answered with {answer.Id} and is not stored";
            }
            else if (answer.Id != EntryId.None && answer.Id != id)
            {
                yield return $"another id: {answer.Message} was answered with {answer.Id} and is stored at {id}";
            }
        }
    }

    /// <summary>Who is given a message is given one that is stored: not one that a crash takes back, nor another under its id.</summary>
    private static IEnumerable<string> Sightings(History history, Dictionary<MessageName, EntryId> stored)
    {
        var published = history.Events.Where(happened => happened.Kind == HistoryEventKind.Published).Select(happened => happened.Message).ToHashSet();
        foreach (var delivery in history.Events.Where(happened => happened.Kind == HistoryEventKind.Delivered))
        {
            if (!published.Contains(delivery.Message))
            {
                yield return $"unknown: {delivery.Message} came to {delivery.Who} and was never published";
            }
            else if (!stored.TryGetValue(delivery.Message, out var id))
            {
                yield return $"taken back: {delivery.Message} came to {delivery.Who} as {delivery.Id} and is not stored";
            }
            else if (id != delivery.Id)
            {
                yield return $"another id: {delivery.Message} came to {delivery.Who} as {delivery.Id} and is stored at {id}";
            }
        }
    }

    /// <summary>What is stored of what went over one connection is its beginning: nothing is stored behind what is not.</summary>
    private static IEnumerable<string> Gaps(History history, Dictionary<MessageName, EntryId> stored)
    {
        var missing = new Dictionary<int, MessageName>();
        foreach (var message in history.Events.Where(happened => happened.Kind == HistoryEventKind.Published))
        {
            if (!stored.ContainsKey(message.Message))
            {
                missing.TryAdd(message.Connection, message.Message);
            }
            else if (missing.TryGetValue(message.Connection, out var before))
            {
                yield return $"a gap: {message.Message} is stored, and {before} before it on its connection is not";
            }
        }
    }
}
