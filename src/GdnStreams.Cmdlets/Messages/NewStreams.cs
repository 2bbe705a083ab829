using System.Diagnostics;
using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Looks every few seconds which streams names with wildcards stand for, in the background: nobody waits for it.</summary>
/// <param name="session">The session.</param>
/// <param name="names">Names with wildcards.</param>
/// <param name="scope">The scope; null is every one.</param>
internal sealed class NewStreams(GdnSession session, IReadOnlyList<string> names, StreamScope? scope)
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private readonly IReadOnlyList<WildcardPattern> _patterns = [.. names.Select(name => Names.Pattern(name, WildcardOptions.None))];
    private readonly Stopwatch _sinceLook = Stopwatch.StartNew();
    private Task<IReadOnlyList<StreamName>>? _looking;

    /// <summary>Whether there are wildcards at all.</summary>
    public bool CanCome => _patterns.Count > 0;

    /// <summary>The streams that there are.</summary>
    /// <exception cref="GdnException">FabricNotFound, Forbidden.</exception>
    public async Task<IReadOnlyList<StreamName>> FindAsync(CancellationToken cancellationToken)
    {
        if (!CanCome)
        {
            return [];
        }

        var all = await session.Streams.ListAsync(scope, cancellationToken).ConfigureAwait(false);
        return [.. all.Select(stream => stream.Name).Where(Has)];
    }

    /// <summary>Whether the names with wildcards stand for a stream.</summary>
    public bool Has(StreamName stream) => _patterns.Any(pattern => pattern.IsMatch(stream.Name) || pattern.IsMatch(stream.Topic));

    /// <summary>The last look, once it has ended; null where there is none. Now and then it begins another.</summary>
    public Task<IReadOnlyList<StreamName>>? LookAsync(CancellationToken cancellationToken)
    {
        if (_looking is null && _sinceLook.Elapsed >= Interval)
        {
            _looking = FindAgainAsync(cancellationToken);
        }

        if (_looking is not { IsCompleted: true } looked)
        {
            return null;
        }

        _looking = null;
        _sinceLook.Restart();
        return looked;
    }

    private async Task<IReadOnlyList<StreamName>> FindAgainAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (GdnException e) when (Outage.Is(e.Code))
        {
            // Whose server is away is told by the consumers; the next look may succeed.
            return [];
        }
    }
}
