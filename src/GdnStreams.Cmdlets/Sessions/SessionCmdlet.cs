using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A cmdlet that works in a session: the given one, or the runspace's current one.</summary>
public abstract class SessionCmdlet : GdnCmdlet
{
    /// <summary>The session to work in. Default: the one opened or selected last in this runspace, or else that of the profile that connects on first use.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [LiveSession]
    [ValidateNotNull]
    public virtual GdnSession? Session { get; set; }

    /// <summary>The session; a terminating error where there is none that is open.</summary>
    private protected GdnSession OpenSession
    {
        get
        {
            var session = Session ?? RunspaceHoldings.Current.Session ?? FirstUse();
            switch (session)
            {
                case null:
                    throw Fail(GdnErrorCode.Closed, "There is no session: nothing is connected yet.");
                case { IsClosed: true }:
                    throw Fail(GdnErrorCode.Closed, $"The session with {session.Url} is disconnected.");
                case { Dialect: GdnDialect.Pulsar } when GetType().GetCustomAttributes(typeof(NotOnPulsarAttribute), inherit: true) is [NotOnPulsarAttribute lacking, ..]:
                    throw Fail(new GdnException(GdnErrorCode.NotSupported, $"{MyInvocation.MyCommand.Name} has no meaning on a Pulsar: {lacking.Why}"), target: null, lacking.Instead);
                default:
                    ShowExchanges(session.Trace);
                    return session;
            }
        }
    }

    private GdnSession? FirstUse()
    {
        GdnProfile? profile = null;
        try
        {
            profile = ProfileFile.Read().FirstOrDefault(profile => profile.ConnectsOnFirstUse);
            if (profile is null)
            {
                return null;
            }

            WriteVerbose($"Connecting to {profile.Url} by the profile '{profile.Name}'.");
            var session = Await(Opening.OpenAsync(Traced(ProfileConnection.Options(this, profile)), Cancelled));
            SessionSettings.Of(session).CreatesStreams = profile.CreatesStreams;
            RunspaceHoldings.Current.Add(session);
            return session;
        }
        catch (GdnException e)
        {
            throw Fail(e, profile?.Name);
        }
    }
}
