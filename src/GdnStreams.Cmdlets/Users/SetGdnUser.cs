using System.Management.Automation;
using System.Security;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Changes users; what is not given stays as it is. A new password or -Active $false ends what they have open within 5 seconds.</summary>
[NotOnPulsar(NotOnPulsarAttribute.Users, NotOnPulsarAttribute.UsersInstead)]
[Cmdlet(VerbsCommon.Set, "GdnUser", SupportsShouldProcess = true)]
[OutputType(typeof(GdnUser))]
public sealed class SetGdnUser : SessionCmdlet
{
    /// <summary>Names within the tenant.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UserCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>New e-mail address to sign in with.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Email { get; set; }

    /// <summary>New password. Plain text is taken, too.</summary>
    [Parameter]
    [ValidateNotNull]
    [Secret]
    public SecureString? Password { get; set; }

    /// <summary>New name for people.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? DisplayName { get; set; }

    /// <summary>Whether they may sign in.</summary>
    [Parameter]
    [ValidateNotNull]
    public bool? Active { get; set; }

    /// <summary>Whether they administer the tenant.</summary>
    [Parameter]
    [ValidateNotNull]
    public bool? Administrator { get; set; }

    /// <summary>Writes the changed users.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Email is null && Password is null && DisplayName is null && Active is null && Administrator is null)
        {
            throw Fail(GdnErrorCode.BadRequest, "Nothing is to be changed. Give -Email, -Password, -DisplayName, -Active or -Administrator.");
        }

        if (Password is { Length: 0 })
        {
            throw Fail(GdnErrorCode.BadRequest, "The new password is empty. Give one, or leave -Password out to keep the old one.");
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var name in Name)
        {
            Try(name, () =>
            {
                if (!ShouldProcess(name, "Change user"))
                {
                    return;
                }

                var changes = new UserChanges
                {
                    Email = Email,
                    Password = Password is { } password ? SecretAttribute.Reveal(password) : null,
                    DisplayName = DisplayName,
                    IsActive = Active,
                    IsAdministrator = Administrator,
                };
                var user = Await(session.Users.UpdateAsync(name, changes, Cancelled));
                if (PassThru)
                {
                    WriteObject(new GdnUser(user));
                }
            });
        }
    }
}
