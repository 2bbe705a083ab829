using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>
/// What the module holds for one runspace: its sessions and its servers. Never for the process: automation hosts run several jobs in one.
/// Everything is closed with the runspace, or when the module is removed from it.
/// </summary>
internal sealed class RunspaceHoldings
{
    private static readonly ConditionalWeakTable<Runspace, RunspaceHoldings> Table = new();
    private readonly List<GdnSession> _sessions = [];
    private readonly List<ServerProcess> _servers = [];

    private RunspaceHoldings(Runspace runspace) => runspace.StateChanged += (_, change) =>
    {
        if (change.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Broken)
        {
            Close();
        }
    };

    /// <summary>The state of the runspace that this thread runs in.</summary>
    public static RunspaceHoldings Current => Table.GetValue(Runspace.DefaultRunspace, static runspace => new RunspaceHoldings(runspace));

    /// <summary>The session opened last that is still open.</summary>
    public GdnSession? Session => Sessions() is [.., var last] ? last : null;

    public void Add(GdnSession session)
    {
        lock (_sessions)
        {
            _sessions.Add(session);
        }
    }

    public void Add(ServerProcess server)
    {
        lock (_servers)
        {
            _servers.Add(server);
        }
    }

    /// <summary>The open sessions, oldest first.</summary>
    public IReadOnlyList<GdnSession> Sessions()
    {
        lock (_sessions)
        {
            _sessions.RemoveAll(session => session.IsClosed);
            return [.. _sessions];
        }
    }

    /// <summary>The running servers, oldest first.</summary>
    public IReadOnlyList<ServerProcess> Servers()
    {
        lock (_servers)
        {
            _servers.RemoveAll(server => server.HasExited);
            return [.. _servers];
        }
    }

    /// <summary>Disconnects every session, then stops every server.</summary>
    public void Close()
    {
        var sessions = Sessions();
        var servers = Servers();
#pragma warning disable VSTHRD002 // Removing a module and closing a runspace are synchronous; the work is on the pool and bounded.
        Task.Run(async () =>
        {
            await Task.WhenAll(sessions.Select(session => session.DisposeAsync().AsTask())).ConfigureAwait(false);
            await Task.WhenAll(servers.Select(server => server.StopAsync())).ConfigureAwait(false);
        }).Wait();
#pragma warning restore VSTHRD002
    }
}
