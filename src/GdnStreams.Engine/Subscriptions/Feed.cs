namespace GdnStreams.Engine;

/// <summary>One step of a subscription's pump: sends what is there, then reads what the dispatcher asks for, outside the lock.</summary>
internal sealed class Feed(Lock gate, Dispatcher dispatcher, EngineStream stream)
{
    private const long PageBytes = 1024 * 1024;

    /// <summary>True where another step may follow at once.</summary>
    public async Task<bool> StepAsync()
    {
        ReadPlan plan;
        lock (gate)
        {
            plan = dispatcher.Advance();
        }

        if (plan.Entries is { } entries)
        {
            var found = await stream.Log.ReadEntriesAsync(entries, PageBytes);
            lock (gate)
            {
                dispatcher.TakeReplay(entries, found);
            }
        }
        else if (plan.ScheduledAfter is { } after)
        {
            var page = await stream.Log.ListScheduledAsync(after, plan.Below, plan.Count);
            lock (gate)
            {
                dispatcher.TakeScheduled(after, page);
            }
        }
        else if (plan.From is { } from)
        {
            var end = stream.Log.Watermark;
            var page = await stream.Log.ReadAsync(from, plan.Count, PageBytes);
            lock (gate)
            {
                dispatcher.TakePage(from, end, page);
            }
        }
        else
        {
            return false;
        }

        return true;
    }
}
