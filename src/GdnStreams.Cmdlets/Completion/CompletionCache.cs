using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>What the server of a session answered to completers in the last seconds; nothing, where it let them wait.</summary>
internal sealed class CompletionCache
{
    private static readonly ConditionalWeakTable<GdnSession, CompletionCache> Table = new();
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<(Type Kind, string Subject), (DateTimeOffset At, IReadOnlyList<string> Names)> _answers = new();

    public static CompletionCache Of(GdnSession session) => Table.GetValue(session, static _ => new CompletionCache());

    /// <summary>The names; none where the server does not answer in time or refuses.</summary>
    public IReadOnlyList<string> Get((Type Kind, string Subject) key, Func<CancellationToken, Task<IReadOnlyList<string>>> askAsync, TimeSpan patience)
    {
        if (_answers.TryGetValue(key, out var known) && TimeProvider.System.GetUtcNow() - known.At < Validity)
        {
            return known.Names;
        }

        using var limit = new CancellationTokenSource(patience);
        var asked = Task.Run(() => AskAsync(askAsync, limit.Token));
#pragma warning disable VSTHRD002 // A completer is synchronous by PowerShell's contract; the work is on the pool and bounded.
        var names = asked.Wait(patience) ? asked.Result : null;
#pragma warning restore VSTHRD002
        if (names is not null || !asked.IsCompleted || limit.IsCancellationRequested)
        {
            // Who presses Tab again does not wait again.
            _answers[key] = (TimeProvider.System.GetUtcNow(), names ?? []);
        }

        return names ?? [];
    }

    private static async Task<IReadOnlyList<string>?> AskAsync(Func<CancellationToken, Task<IReadOnlyList<string>>> askAsync, CancellationToken cancellationToken)
    {
        try
        {
            return await askAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is GdnException or OperationCanceledException or ArgumentException)
        {
            // Who presses Tab wants names or nothing.
            return null;
        }
    }
}
