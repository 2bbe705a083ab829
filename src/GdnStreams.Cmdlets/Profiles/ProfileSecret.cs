using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Finds the secret that a profile refers to.</summary>
internal static class ProfileSecret
{
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unauthorized"/>: there is none where the profile says, or nobody to ask.</exception>
    public static GdnCredential Find(PSCmdlet cmdlet, GdnProfile profile)
    {
        if (profile.SecretKind == GdnCredentialKind.Anonymous)
        {
            return GdnCredential.Anonymous;
        }

        var found = profile switch
        {
            { EnvironmentVariable: { } variable } => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
                ? SecretAttribute.Protect(text)
                : throw Missing(profile, $"the environment variable {variable} is not set"),
            { SecretName: { } name } => FromVault(cmdlet, profile, name),
            _ => Ask(cmdlet, profile),
        };
        return found switch
        {
            PSCredential credential when profile.SecretKind == GdnCredentialKind.Password => GdnCredential.Password(credential.UserName, credential.Password),
            PSCredential credential => Of(profile, credential.Password),
            SecureString secret => Of(profile, secret),
            string text => Of(profile, SecretAttribute.Protect(text)),
            _ => throw Missing(profile, "it is neither text, a SecureString nor a PSCredential"),
        };
    }

    private static GdnCredential Of(GdnProfile profile, SecureString secret) => profile.SecretKind switch
    {
        _ when secret.Length == 0 => throw Missing(profile, "it is empty"),
        GdnCredentialKind.Token => GdnCredential.Token(secret),
        GdnCredentialKind.ApiKey => GdnCredential.ApiKey(secret),
        _ => GdnCredential.Password(profile.Email ?? throw Missing(profile, "the profile has no e-mail address (Set-GdnProfile -Email)"), secret),
    };

    private static object? FromVault(PSCmdlet cmdlet, GdnProfile profile, string name)
    {
        try
        {
            const string Get = "param($name, $vault) if ($vault) { Get-Secret -Name $name -Vault $vault -ErrorAction Stop } else { Get-Secret -Name $name -ErrorAction Stop }";
            var found = cmdlet.InvokeCommand.NewScriptBlock(Get).Invoke(name, profile.VaultName);
            return found.Count == 1 ? found[0].BaseObject : throw Missing(profile, $"SecretManagement has no secret '{name}'");
        }
        catch (RuntimeException e)
        {
            throw Missing(profile, $"SecretManagement does not give '{name}' ({e.Message}). Install Microsoft.PowerShell.SecretManagement and a vault, and see Get-SecretInfo", e);
        }
    }

    private static object? Ask(PSCmdlet cmdlet, GdnProfile profile)
    {
        try
        {
            if (profile.SecretKind == GdnCredentialKind.Password)
            {
                return cmdlet.Host.UI.PromptForCredential(profile.Name, $"E-mail address and password for {profile.Url}", profile.Email ?? "", "");
            }

            cmdlet.Host.UI.Write($"{(profile.SecretKind == GdnCredentialKind.Token ? "Token" : "API key")} for {profile.Url}: ");
            return cmdlet.Host.UI.ReadLineAsSecureString();
        }
        catch (Exception e) when (e is HostException or PSInvalidOperationException or NotImplementedException)
        {
            throw Missing(profile, "it is to be asked for, and there is nobody to ask. Set-GdnProfile takes -EnvironmentVariable or -SecretName", e);
        }
    }

    private static GdnException Missing(GdnProfile profile, string why, Exception? cause = null) =>
        new(GdnErrorCode.Unauthorized, $"The secret of the profile '{profile.Name}' is not there: {why}.", cause);
}
