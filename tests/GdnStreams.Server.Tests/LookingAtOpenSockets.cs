using GdnStreams.Engine;
using GdnStreams.Server.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace GdnStreams.Server.Tests;

/// <summary>When open sockets need no look: once nothing that their rights depend on has changed for a while, and they were looked at since.</summary>
public sealed class LookingAtOpenSockets
{
    private const int UntilThreeSecondsAreOver = 5; // At 0, 1, 2, 3 and 4.
    private readonly FakeTimeProvider _time = new();
    private readonly Documents _documents = new();
    private readonly SettledRights _rights;

    public LookingAtOpenSockets() => _rights = new SettledRights(_documents, _time);

    [Fact]
    public void Goes_on_until_what_was_read_before_a_change_is_used_by_nobody_any_more()
    {
        Assert.Equal(UntilThreeSecondsAreOver, LooksUntilSettled());
        _documents.Current = new object();
        Assert.Equal(UntilThreeSecondsAreOver, LooksUntilSettled());
    }

    [Fact]
    public void Begins_anew_with_each_socket()
    {
        LooksUntilSettled();
        _rights.Opened();
        Assert.Equal(UntilThreeSecondsAreOver, LooksUntilSettled());
    }

    [Fact]
    public void Goes_on_where_it_fails()
    {
        for (var second = 0; second < 10; second++)
        {
            Assert.False(_rights.HaveSettled());
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void Does_not_take_a_look_for_one_at_a_change_that_came_meanwhile()
    {
        Assert.False(_rights.HaveSettled());
        _time.Advance(TimeSpan.FromSeconds(10));
        var begunAt = _time.GetTimestamp();
        _documents.Current = new object();
        Assert.False(_rights.HaveSettled());
        _rights.Looked(begunAt);
        Assert.False(_rights.HaveSettled());
    }

    [Fact]
    public void Never_ends_where_changes_of_others_are_not_seen()
    {
        _documents.Current = null;
        Assert.Null(LooksUntilSettled());
    }

    /// <summary>One a second; null where it never settles.</summary>
    private int? LooksUntilSettled()
    {
        for (var looks = 0; looks < 20; looks++)
        {
            if (_rights.HaveSettled())
            {
                return looks;
            }

            _rights.Looked(_time.GetTimestamp());
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        return null;
    }

    private sealed class Documents : IDocumentStore
    {
        public object? Current { get; set; } = new();

        public object? Version => Current;

        public Task<string?> GetDocumentAsync(string kind, string key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyDictionary<string, string>> ListDocumentsAsync(string kind, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyDictionary<string, string>> ListDocumentsAsync(string kind, string prefix, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<T> UpdateAsync<T>(Func<IDocumentTransaction, T> body, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task PutDocumentAsync(string kind, string key, string json, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> DeleteDocumentAsync(string kind, string key, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
