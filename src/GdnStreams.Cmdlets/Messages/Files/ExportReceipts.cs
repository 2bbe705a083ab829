using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Received messages whose lines are not on the disk yet: they are acknowledged once they are. One sync serves all that wait for it, and begins as soon as one
/// does, as whoever receives may wait for the acknowledgement before the next message comes.
/// </summary>
internal sealed class ExportReceipts(ExportFile file)
{
    private readonly object _lock = new();
    private List<Delivery> _waiting = [];
    private bool _isRunning;

    /// <summary>Takes a message that was begun, and whose line was added to the file.</summary>
    public void Add(Delivery delivery)
    {
        lock (_lock)
        {
            _waiting.Add(delivery);
            if (_isRunning)
            {
                return;
            }

            _isRunning = true;
        }

        _ = Task.Run(SyncAll);
    }

    private void SyncAll()
    {
        while (true)
        {
            List<Delivery> synced;
            lock (_lock)
            {
                if (_waiting.Count == 0)
                {
                    _isRunning = false;
                    return;
                }

                (synced, _waiting) = (_waiting, []);
            }

            var isOnDisk = true;
            try
            {
                file.Sync();
            }
            catch (GdnException)
            {
                // The cmdlet's own sync fails as well and says why; the messages stay unacknowledged.
                isOnDisk = false;
            }

            foreach (var delivery in synced)
            {
                delivery.End(isOnDisk);
            }
        }
    }
}
