using GdnStreams.Protocol;

namespace GdnStreams.Server.SignIn;

/// <summary>The caller: a user of a tenant or one of the user's API keys, with their current rights.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="User">The user, or the owner of the key.</param>
/// <param name="Grants">What the user may do.</param>
internal sealed record Identity(string Tenant, string User, Grants Grants)
{
    /// <summary>The API key; null for a user.</summary>
    public string? KeyId { get; init; }

    /// <summary>What the key may do at most; its owner's grants limit it further.</summary>
    public Grants KeyGrants { get; init; } = Grants.Everything;

    /// <summary>Whether the user, or the owner of the key, is an administrator.</summary>
    public bool IsAdministrators { get; init; }

    /// <summary>Whether the caller is anonymous, on a server that allows anonymous sockets.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>Changes when earlier credentials of the user, or the key, become invalid.</summary>
    internal string Stamp { get; init; } = "";

    /// <summary>Whether it may manage users, grants, fabrics and regions. A restricted key may not: it would lift its own restriction.</summary>
    public bool IsAdministrator => IsAdministrators && ManagesOwnKeys;

    /// <summary>Whether it may make and delete keys of its user. A restricted key may not: it would make itself a stronger one.</summary>
    public bool ManagesOwnKeys => !IsAnonymous && KeyGrants.AreEverything;

    private string Name => KeyId is null ? $"The user {User}" : $"The API key {KeyId}";

    /// <summary>What it may do in a fabric.</summary>
    public Access To(string fabric) => Grants.To(fabric) & KeyGrants.To(fabric);

    /// <summary>What it may do with a stream.</summary>
    public Access To(string fabric, string topic) => Grants.To(fabric, topic) & KeyGrants.To(fabric, topic);

    /// <summary>Whether it may do anything in a fabric.</summary>
    public bool Sees(string fabric) => Grants.See(fabric) && KeyGrants.See(fabric);

    /// <summary>The one decision about rights: for REST, for sockets, and for every stream whose name the server derives.</summary>
    /// <param name="right">What is needed.</param>
    /// <param name="fabric">The fabric that it is about.</param>
    /// <param name="topic">The stream that it is about; null for a right on no stream.</param>
    public bool May(RestRight right, string fabric = "", string? topic = null) => right switch
    {
        RestRight.Open or RestRight.SignedIn or RestRight.EachStream => true,
        RestRight.Holder => IsAdministrator,
        RestRight.Administrator => IsAdministrator,
        RestRight.OwnKeys => ManagesOwnKeys,
        RestRight.FabricLook => Sees(fabric),
        RestRight.FabricReadWrite => To(fabric) == Access.ReadWrite,
        RestRight.StreamLook => To(fabric, topic!) != Access.None,
        RestRight.StreamRead => To(fabric, topic!).HasFlag(Access.Read),
        RestRight.StreamWrite => To(fabric, topic!).HasFlag(Access.Write),
        RestRight.StreamReadWrite => To(fabric, topic!) == Access.ReadWrite,
        _ => false,
    };

    /// <exception cref="GdnException"><see cref="GdnErrorCode.Forbidden"/>: <see cref="May"/> says no.</exception>
    public void Require(RestRight right, string fabric = "", string? topic = null)
    {
        if (!May(right, fabric, topic))
        {
            throw new GdnException(GdnErrorCode.Forbidden, Refusal(right, fabric, topic));
        }
    }

    private string Refusal(RestRight right, string fabric, string? topic) => right switch
    {
        RestRight.Holder => $"{Name} may look at itself only; an administrator of the tenant sees the others.",
        RestRight.Administrator => KeyId is not null && IsAdministrators
            ? $"{Name} has restrictions, and such a key administrates nothing. Use a token of the user, or a key without restrictions."
            : $"{Name} is no administrator of tenant {Tenant}, and this is for administrators. One of them can make the user an administrator.",
        RestRight.OwnKeys => $"{Name} has restrictions, and such a key makes and deletes no keys. Use a token of the user.",
        RestRight.FabricLook or RestRight.FabricReadWrite =>
            $"{Name} has '{Grants.Text(To(fabric))}' on fabric {fabric}, and this needs {(right == RestRight.FabricLook ? "any other" : "'rw'")}.",
        _ => $"{Name} has '{Grants.Text(To(fabric, topic!))}' on stream {topic} of fabric {fabric}, and this needs {Needed(right)}.",
    };

    private static string Needed(RestRight right) => right switch
    {
        RestRight.StreamRead => "'ro' or 'rw'",
        RestRight.StreamWrite => "'wo' or 'rw'",
        RestRight.StreamReadWrite => "'rw'",
        _ => "any other",
    };
}
