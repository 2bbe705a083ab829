using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>
/// What the module holds for one runspace: its sessions and its servers. Never for the process: automation hosts run several jobs in one.
/// Everything that it opened itself is closed with the runspace, or when the module is removed from it.
/// </summary>
internal sealed class RunspaceHoldings
{
    private static readonly ConditionalWeakTable<Runspace, RunspaceHoldings> Table = new();
    private readonly List<GdnSession> _sessions = [];
    private readonly HashSet<GdnSession> _own = [];
    private readonly List<ServerProcess> _servers = [];
    private readonly HashSet<IAsyncDisposable> _others = [];

    private RunspaceHoldings(Runspace runspace) => runspace.StateChanged += (_, change) =>
    {
        if (change.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Broken)
        {
            Close();
        }
    };

    /// <summary>The state of the runspace that this thread runs in.</summary>
    public static RunspaceHoldings Current => Table.GetValue(Runspace.DefaultRunspace, static runspace => new RunspaceHoldings(runspace));

    /// <summary>The current session: the one opened or selected last that is still open.</summary>
    public GdnSession? Session => Sessions() is [.., var last] ? last : null;

    /// <summary>Takes a session that this runspace opened, and that ends with it.</summary>
    public void Add(GdnSession session)
    {
        lock (_sessions)
        {
            _own.Add(session);
            _sessions.Add(session);
        }
    }

    /// <summary>Makes a session the current one. It belongs to the runspace that opened it, which may be another.</summary>
    public void Select(GdnSession session)
    {
        lock (_sessions)
        {
            _sessions.Remove(session);
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

    /// <summary>Holds something that runs in the background until it is removed: it is disposed of before the sessions.</summary>
    public void Add(IAsyncDisposable other)
    {
        lock (_others)
        {
            _others.Add(other);
        }
    }

    /// <summary>Holds it no longer; its owner disposes of it.</summary>
    public void Remove(IAsyncDisposable other)
    {
        lock (_others)
        {
            _others.Remove(other);
        }
    }

    /// <summary>The open sessions, oldest first.</summary>
    public IReadOnlyList<GdnSession> Sessions()
    {
        lock (_sessions)
        {
            _sessions.RemoveAll(session => session.IsClosed);
            _own.RemoveWhere(session => session.IsClosed);
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

    /// <summary>Disconnects every session of its own, then stops every server.</summary>
    public void Close()
    {
        GdnSession[] sessions;
        lock (_sessions)
        {
            sessions = [.. _own];
            _own.Clear();
            _sessions.Clear();
        }

        var servers = Servers();
        IAsyncDisposable[] others;
        lock (_others)
        {
            others = [.. _others];
        }

#pragma warning disable VSTHRD002 // Removing a module and closing a runspace are synchronous; the work is on the pool and bounded.
        Task.Run(async () =>
        {
            try
            {
                await Task.WhenAll(others.Select(other => other.DisposeAsync().AsTask())).ConfigureAwait(false);
            }
            finally
            {
                try
                {
                    await Task.WhenAll(sessions.Select(session => session.DisposeAsync().AsTask())).ConfigureAwait(false);
                }
                finally
                {
                    await Task.WhenAll(servers.Select(server => server.StopAsync())).ConfigureAwait(false);
                }
            }
        }).Wait();
#pragma warning restore VSTHRD002
    }
}
