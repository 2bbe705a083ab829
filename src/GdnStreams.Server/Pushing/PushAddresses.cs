using System.Net;
using System.Net.Sockets;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Pushing;

/// <summary>
/// Where pushes may go: public addresses, and the networks that the server's operator allows. Names are looked up here, and the connection is made
/// to an address that was checked, so that a name which leads elsewhere a moment later changes nothing.
/// </summary>
/// <param name="allowed">Networks that are allowed though they are not public.</param>
/// <param name="resolve">Looks a name up; null asks the system.</param>
internal sealed class PushAddresses(IReadOnlyList<IPNetwork> allowed, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    /// <summary>Why an address is not connected to.</summary>
    public const string Refusal =
        "The url leads to an address that is not public (private, link-local, loopback or reserved). The server's operator allows such networks with --push-network.";

    // IANA's special-purpose registries. 168.63.129.16 is public by its number, and on every machine of Azure the platform itself.
    private static readonly IPNetwork[] NotPublic = [.. new[]
    {
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    }.Select(IPNetwork.Parse)];

    private static readonly IPNetwork PublicV6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether a push may go to this machine.</summary>
    public bool AllowsLoopback => Allows(IPAddress.Loopback) || Allows(IPAddress.IPv6Loopback);

    /// <summary>Whether a push may go there.</summary>
    public bool Allows(IPAddress address)
    {
        var plain = Plain(address);
        return IsPublic(plain) || allowed.Any(network => network.Contains(plain));
    }

    /// <summary>Connects to one of a name's addresses that are allowed; plain http goes to this machine only.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Forbidden"/>: none is allowed.</exception>
    /// <exception cref="SocketException">The name is unknown, or nothing accepts the connection.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var target = context.DnsEndPoint;
        var isPlain = context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttp;
        var found = await (resolve ?? Dns.GetHostAddressesAsync)(target.Host, cancellationToken);
        var usable = found.Where(address => Allows(address) && (!isPlain || IPAddress.IsLoopback(Plain(address)))).ToArray();
        if (usable.Length == 0)
        {
            throw found.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : new GdnException(GdnErrorCode.Forbidden, Refusal);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(usable, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsPublic(IPAddress plain) =>
        (plain.AddressFamily == AddressFamily.InterNetwork || PublicV6.Contains(plain)) && !NotPublic.Any(network => network.Contains(plain));

    /// <summary>The IPv4 address that an IPv6 address stands for (mapped, or translated by NAT64), or the address itself.</summary>
    private static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address.AddressFamily == AddressFamily.InterNetworkV6 && Translated.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12))
        : address;
}
