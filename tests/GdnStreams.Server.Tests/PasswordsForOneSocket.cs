using GdnStreams.Server.SignIn;
using Microsoft.Extensions.Time.Testing;

namespace GdnStreams.Server.Tests;

public sealed class PasswordsForOneSocket
{
    private static readonly Identity Root = new("demo", "root", Grants.Everything);
    private static readonly Identity Ada = new("acme", "ada", Grants.Everything);
    private readonly FakeTimeProvider _time = new();
    private readonly byte[] _secret = [1, 2, 3];
    private readonly OneTimePasswords _passwords;

    public PasswordsForOneSocket() => _passwords = new OneTimePasswords(_secret, _time);

    [Fact]
    public void Open_one_socket_and_no_second()
    {
        var otp = _passwords.Issue(Root);
        Assert.Equal(Root, _passwords.Redeem(otp));
        Assert.Null(_passwords.Redeem(otp));
        Assert.Null(_passwords.Redeem("never issued"));
    }

    [Fact]
    public void Are_good_for_ten_seconds()
    {
        var (used, late) = (_passwords.Issue(Root), _passwords.Issue(Root));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(Root, _passwords.Redeem(used));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(_passwords.Redeem(late));
    }

    [Fact]
    public void Of_another_server_with_the_same_accounts_open_one_socket_and_no_second()
    {
        var key = Root with { KeyId = "k", Stamp = "s" };
        var (there, others) = (new OneTimePasswords(_secret, _time), new OneTimePasswords([4, 5, 6], _time));
        var (otp, late) = (there.Issue(key), there.Issue(Root));
        Assert.Null(others.Redeem(otp));
        Assert.Equal(key, _passwords.Redeem(otp));
        Assert.Null(_passwords.Redeem(otp));
        Assert.Null(_passwords.Redeem(otp[..^4] + "AAAA"));
        Assert.Null(_passwords.Redeem(otp[..8]));
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Null(_passwords.Redeem(late));
    }

    [Fact]
    public void Once_used_stay_used_whatever_is_issued_after_them()
    {
        var otp = _passwords.Issue(Root);
        Assert.NotNull(_passwords.Redeem(otp));
        _passwords.Opened(otp);
        _time.Advance(TimeSpan.FromSeconds(1));
        _passwords.Issue(Root);
        Assert.Null(_passwords.Redeem(otp));
    }

    [Fact]
    public async Task A_consumer_opens_after_the_producer_that_was_announced_with_it()
    {
        var (consumer, producer) = (_passwords.Issue(Root), _passwords.Issue(Root));
        var waiting = _passwords.OthersOpenedAsync(consumer, Root, CancellationToken.None);
        _passwords.Opened(producer);
        Assert.False(waiting.IsCompleted);
        await PassAsync(OneTimePasswords.Notice, waiting);
        Assert.True(_passwords.OthersOpenedAsync(consumer, Root, CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task A_consumer_waits_neither_long_nor_for_other_users()
    {
        var consumer = _passwords.Issue(Root);
        _passwords.Issue(Ada);
        Assert.True(_passwords.OthersOpenedAsync(consumer, Root, CancellationToken.None).IsCompleted);
        _passwords.Issue(Root);
        var waiting = _passwords.OthersOpenedAsync(consumer, Root, CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        await PassAsync(OneTimePasswords.Patience, waiting);
    }

    // The wait may set its alarm after the clock was moved: it is moved until the alarm has rung.
    private async Task PassAsync(TimeSpan time, Task waiting)
    {
        while (!waiting.IsCompleted)
        {
            _time.Advance(time);
            await Task.Yield();
        }

        await waiting;
    }
}
