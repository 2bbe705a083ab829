#if NET
using System.Runtime.InteropServices;
#endif

namespace GdnStreams.Cmdlets;

/// <summary>Tells that the process is asked to end (SIGTERM, as systemd and containers do), and keeps it alive until it is disposed of. Windows PowerShell has no such signal.</summary>
internal sealed class TerminationSignal : IDisposable
{
#if NET
    private readonly PosixSignalRegistration? _registration;

    public TerminationSignal(Action asked)
    {
        try
        {
            _registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
            {
                signal.Cancel = true;
                asked();
            });
        }
        catch (PlatformNotSupportedException)
        {
            // Then there is nobody to send it.
        }
    }

    public void Dispose() => _registration?.Dispose();
#else
    public TerminationSignal(Action asked) => _ = asked;

    public void Dispose()
    {
    }
#endif
}
