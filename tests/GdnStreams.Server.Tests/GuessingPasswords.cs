using System.Net;
using GdnStreams.Protocol;
using GdnStreams.Server.Operations;
using Microsoft.Extensions.Time.Testing;

namespace GdnStreams.Server.Tests;

/// <summary>Guessing takes time, more with each guess; signing in does not.</summary>
public sealed class GuessingPasswords
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress There = IPAddress.Parse("192.0.2.2");
    private readonly FakeTimeProvider _time = new();
    private readonly SignInThrottle _throttle;

    public GuessingPasswords() => _throttle = new SignInThrottle(_time);

    [Fact]
    public async Task Waits_longer_after_each_failure_up_to_a_limit()
    {
        var waits = new List<double>();
        for (var i = 0; i < 16; i++)
        {
            waits.Add(await FailAsync("ada@x", Here));
        }

        Assert.All(waits[..SignInThrottle.Free], wait => Assert.Equal(0, wait));
        Assert.Equal([125, 250, 500, 1_000, 2_000, 4_000, 8_000, 8_000], waits[SignInThrottle.Free..(SignInThrottle.Free + 8)]);
    }

    [Fact]
    public async Task Waits_for_the_account_from_everywhere_and_at_the_address_for_every_account()
    {
        for (var i = 0; i < SignInThrottle.Free; i++)
        {
            await FailAsync("ada@x", Here);
        }

        Assert.Equal(125, await FailAsync("ADA@x", There));
        Assert.Equal(125, await FailAsync("bob@x", Here));
        Assert.Equal(0, await FailAsync("bob@x", There));
        Assert.Equal("in", await _throttle.CheckAsync("eve@x", IPAddress.Loopback, () => Task.FromResult("in"), CancellationToken.None));
    }

    [Fact]
    public async Task Starts_afresh_for_the_account_after_a_sign_in_and_for_all_after_ten_minutes()
    {
        for (var i = 0; i < SignInThrottle.Free - 1; i++)
        {
            await FailAsync("ada@x", Here);
        }

        await _throttle.CheckAsync("ada@x", There, () => Task.FromResult(1), CancellationToken.None);
        for (var i = 0; i < SignInThrottle.Free; i++)
        {
            Assert.Equal(0, await FailAsync("ada@x", IPAddress.Loopback));
        }

        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(0, await FailAsync("ada@x", Here));
    }

    [Fact]
    public async Task Lets_only_some_wait()
    {
        var go = new TaskCompletionSource();
        var checks = Enumerable.Range(0, 100).Select(i => _throttle.CheckAsync($"{i}@x", Here, async () =>
        {
            await go.Task;
            return i;
        }, CancellationToken.None)).ToArray();
        go.SetResult();
        var refused = 0;
        foreach (var check in checks)
        {
            try
            {
                await check;
            }
            catch (GdnException e)
            {
                Assert.Equal(GdnErrorCode.Unavailable, e.Code);
                refused++;
            }
        }

        Assert.Equal(36, refused);
    }

    [Fact]
    public async Task Remembers_a_bounded_number_of_names()
    {
        for (var i = 0; i < 12_000; i++)
        {
            await Assert.ThrowsAsync<GdnException>(() => _throttle.CheckAsync<int>($"{i}@x", IPAddress.Parse($"10.0.{i / 250}.{i % 250}"), Refuse, CancellationToken.None));
        }

        Assert.InRange(_throttle.Remembered, 1, 10_000);
    }

    /// <summary>How many milliseconds the check waited, all of which go by on the fake clock.</summary>
    private async Task<double> FailAsync(string account, IPAddress address)
    {
        var wait = _throttle.Wait("account " + account.ToUpperInvariant(), $"address {address}");
        var check = _throttle.CheckAsync<int>(account, address, Refuse, CancellationToken.None);
        if (wait > TimeSpan.Zero)
        {
            _time.Advance(wait - TimeSpan.FromMilliseconds(1));
            Assert.False(check.IsCompleted);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await Assert.ThrowsAsync<GdnException>(() => check).WaitAsync(TimeSpan.FromSeconds(30));
        return wait.TotalMilliseconds;
    }

    private static Task<int> Refuse() => throw new GdnException(GdnErrorCode.WrongCredentials, "Wrong credentials");
}
