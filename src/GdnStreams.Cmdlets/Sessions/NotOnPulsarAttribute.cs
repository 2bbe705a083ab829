namespace GdnStreams.Cmdlets;

/// <summary>Marks a cmdlet about what a Pulsar does not have: in a session with one it says so, and what to use instead.</summary>
/// <param name="why">What a Pulsar has in place of it, as the rest of a sentence.</param>
/// <param name="instead">What to do.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NotOnPulsarAttribute(string why, string instead) : Attribute
{
    /// <summary>What cmdlets about users and their passwords say.</summary>
    public const string Users = "it has no users, but roles, which its tokens name.";

    /// <summary>What to do instead of changing users and keys.</summary>
    public const string UsersInstead = "Make a token for a role with Pulsar's own tool, 'bin/pulsar tokens create', or use a GDN streams server.";

    /// <summary>What cmdlets about API keys say.</summary>
    public const string Keys = "it has no API keys, but tokens.";

    /// <summary>What cmdlets about pushes say.</summary>
    public const string Pushes = "it pushes to no address.";

    /// <summary>What to do instead of a push.</summary>
    public const string PushesInstead = "Deliver with Invoke-GdnHandler, whose script block calls the address with Invoke-RestMethod.";

    /// <summary>What a Pulsar has in place of it.</summary>
    public string Why => why;

    /// <summary>What to do.</summary>
    public string Instead => instead;
}
