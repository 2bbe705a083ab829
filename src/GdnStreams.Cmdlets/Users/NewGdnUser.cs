using System.Management.Automation;
using System.Security;
using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>Adds a user to the tenant. The server makes up the name within the tenant. Of a fabric or stream about which Set-GdnPermission says nothing, the user may send and receive, create and delete.</summary>
[NotOnPulsar(NotOnPulsarAttribute.Users, NotOnPulsarAttribute.UsersInstead)]
[Cmdlet(VerbsCommon.New, "GdnUser", SupportsShouldProcess = true, DefaultParameterSetName = WithCredential)]
[OutputType(typeof(GdnUser))]
public sealed class NewGdnUser : SessionCmdlet
{
    private const string WithCredential = "Credential";
    private const string WithPassword = "Password";

    /// <summary>E-mail address and password.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithCredential)]
    [Credential]
    public PSCredential Credential { get; set; } = PSCredential.Empty;

    /// <summary>E-mail address to sign in with.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = WithPassword)]
    [ValidateNotNullOrEmpty]
    public string Email { get; set; } = "";

    /// <summary>Password. Plain text is taken, too.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = WithPassword)]
    [Secret]
    public SecureString Password { get; set; } = null!;

    /// <summary>Name for people.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? DisplayName { get; set; }

    /// <summary>The user administers the tenant: users, keys, fabrics and all streams.</summary>
    [Parameter]
    public SwitchParameter Administrator { get; set; }

    /// <summary>The user may not sign in yet.</summary>
    [Parameter]
    public SwitchParameter Inactive { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        var (email, password) = ParameterSetName == WithPassword ? (Email, Password) : (Credential.UserName, Credential.Password);
        Try(email, () =>
        {
            if (!ShouldProcess(email, "Add user"))
            {
                return;
            }

            var user = new NewUser
            {
                Email = email,
                Password = SecretAttribute.Reveal(SecretAttribute.NotEmpty(password, "password")),
                DisplayName = DisplayName,
                IsActive = !Inactive,
                IsAdministrator = Administrator,
            };
            WriteObject(new GdnUser(Await(session.Users.CreateAsync(user, Cancelled))));
        });
    }
}
