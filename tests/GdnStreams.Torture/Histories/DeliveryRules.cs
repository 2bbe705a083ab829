namespace GdnStreams.Torture.Histories;

/// <summary>What is delivered: everything that is stored, in the order that the subscription promises.</summary>
internal static class DeliveryRules
{
    public static IEnumerable<string> Problems(History history) => Orders(history).Concat(Missing(history));

    private static IEnumerable<string> Orders(History history)
    {
        var given = new HashSet<(string Subscription, MessageName Message)>();
        var last = new Dictionary<(int Connection, string Key), EntryId>();
        foreach (var delivery in history.Events.Where(happened => happened.Kind == HistoryEventKind.Delivered))
        {
            var isNew = given.Add((delivery.Who, delivery.Message));
            var order = history.Subscriptions.GetValueOrDefault(delivery.Who);
            if (order == DeliveryOrder.None || (order != DeliveryOrder.Strict && !isNew))
            {
                continue;
            }

            var key = (delivery.Connection, order == DeliveryOrder.NewOfEachKey ? delivery.Message.Producer : "");
            if (last.TryGetValue(key, out var before) && delivery.Id <= before)
            {
                yield return $"delivered out of order: {delivery.Message} {delivery.Id} came to {delivery.Who} behind {before}";
            }

            last[key] = delivery.Id;
        }
    }

    private static IEnumerable<string> Missing(History history)
    {
        var events = history.Events;
        var audit = events.Where(happened => happened is { Kind: HistoryEventKind.Delivered, Who: History.Audit }).Select(happened => happened.Message).ToList();
        var published = new Dictionary<MessageName, int>();
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Kind == HistoryEventKind.Published)
            {
                published.TryAdd(events[i].Message, i);
            }
        }

        foreach (var subscription in history.Subscriptions.Keys)
        {
            var given = events.Where(happened => happened.Kind == HistoryEventKind.Delivered && happened.Who == subscription).Select(happened => happened.Message).ToHashSet();
            var excused = LastClearing(events, subscription);
            foreach (var message in audit.Where(message => !given.Contains(message) && !(published.TryGetValue(message, out var at) && at < excused)))
            {
                yield return $"not delivered: {message} never came to {subscription}";
            }

            // In the end nothing is left of a subscription; only who acknowledges nothing at all, such as a reader, leaves everything.
            var settled = events.Where(happened => happened.Kind == HistoryEventKind.Acknowledged && happened.Who == subscription).Select(happened => happened.Message).ToHashSet();
            foreach (var message in audit.Where(message => settled.Count > 0 && given.Contains(message) && !settled.Contains(message) && !(published.TryGetValue(message, out var at) && at < excused)))
            {
                yield return $"settled by nobody: {message} came to {subscription}, was never acknowledged, and did not come again";
            }
        }
    }

    /// <summary>Where the last clearing of a subscription had its answer, or could have no more: it may have taken what was published before.</summary>
    private static int LastClearing(IReadOnlyList<HistoryEvent> events, string subscription)
    {
        var last = -1;
        var isUnderWay = false;
        for (var i = 0; i < events.Count; i++)
        {
            isUnderWay |= events[i].Kind == HistoryEventKind.ClearAsked && events[i].Who == subscription;
            var ends = events[i].Kind is HistoryEventKind.Killed or HistoryEventKind.Stopped || (events[i].Kind == HistoryEventKind.Cleared && events[i].Who == subscription);
            if (isUnderWay && ends)
            {
                (last, isUnderWay) = (i, false);
            }
        }

        return isUnderWay ? events.Count : last;
    }
}
