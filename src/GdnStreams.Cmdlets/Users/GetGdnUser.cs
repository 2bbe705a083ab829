using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Shows the users of the tenant.</summary>
[NotOnPulsar(NotOnPulsarAttribute.Users, NotOnPulsarAttribute.UsersInstead)]
[Cmdlet(VerbsCommon.Get, "GdnUser")]
[OutputType(typeof(GdnUser))]
public sealed class GetGdnUser : SessionCmdlet
{
    /// <summary>Names within the tenant or e-mail addresses, with wildcards. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UserCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var name in Name)
        {
            Try(name, () =>
            {
                var users = Names.Select(name, Await(session.Users.ListAsync(Cancelled)), GdnErrorCode.UserNotFound, "user", user => user.Name, user => user.Email);
                WriteObject(users.Select(user => new GdnUser(user)), enumerateCollection: true);
            });
        }
    }
}
