namespace GdnStreams.Protocol;

/// <summary>What to do with an encrypted message that cannot be decrypted.</summary>
public enum CryptoFailureAction
{
    /// <summary>Fail the receive. The default.</summary>
    Fail,

    /// <summary>Acknowledge and drop it.</summary>
    Discard,

    /// <summary>Deliver it encrypted.</summary>
    Consume,
}
