using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The current session of each runspace: automation hosts run several jobs in one process.</summary>
internal static class RunspaceSessions
{
    private static readonly ConditionalWeakTable<Runspace, StrongBox<GdnSession?>> Table = new();

    public static GdnSession? Current
    {
        get => Box.Value;
        set => Box.Value = value;
    }

    private static StrongBox<GdnSession?> Box => Table.GetOrCreateValue(Runspace.DefaultRunspace);

    /// <summary>The session to use; a terminating error where there is none.</summary>
    public static GdnSession Require(PSCmdlet cmdlet, GdnSession? given)
    {
        var session = given ?? Current;
        if (session is null or { IsClosed: true })
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.Of(new GdnException(GdnErrorCode.Closed, "There is no open session."), target: null));
        }

        return session!;
    }
}
