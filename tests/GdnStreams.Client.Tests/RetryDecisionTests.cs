using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

public sealed class RetryDecisionTests
{
    private static readonly FailedAttempts First = new() { Count = 1, RefusedInARow = 1 };
    private static readonly FailedAttempts Again = First with { WasOpen = true };

    [Theory]
    [InlineData(GdnErrorCode.ConnectionLost, true)]
    [InlineData(GdnErrorCode.ConnectionFailed, true)]
    [InlineData(GdnErrorCode.Unavailable, true)]
    [InlineData(GdnErrorCode.Timeout, true)]
    [InlineData(GdnErrorCode.LimitExceeded, true)]
    [InlineData(GdnErrorCode.Internal, true)]
    [InlineData(GdnErrorCode.ProducerBusy, true)]
    [InlineData(GdnErrorCode.SubscriptionBusy, true)]
    [InlineData(GdnErrorCode.Unauthorized, true)]
    [InlineData(GdnErrorCode.BadRequest, true)]
    [InlineData(GdnErrorCode.WrongCredentials, false)]
    [InlineData(GdnErrorCode.Forbidden, false)]
    [InlineData(GdnErrorCode.StreamNotFound, false)]
    [InlineData(GdnErrorCode.FabricNotFound, false)]
    [InlineData(GdnErrorCode.TenantNotFound, false)]
    [InlineData(GdnErrorCode.InvalidName, false)]
    [InlineData(GdnErrorCode.ProtocolViolation, false)]
    [InlineData(GdnErrorCode.NotSupported, false)]
    [InlineData(GdnErrorCode.Closed, false)]
    public void A_socket_that_was_open_is_restored_only_where_waiting_helps(GdnErrorCode code, bool retried)
    {
        Assert.Equal(retried, RetryDecision.ShouldRetry(code, Again));
        Assert.False(RetryDecision.ShouldRetry(code, Again with { AtLimit = true }));

        // A first attempt fails at once; only a token that has just run out and a server that fails are worth another one.
        Assert.Equal(code is GdnErrorCode.Unauthorized or GdnErrorCode.Internal, RetryDecision.ShouldRetry(code, First));
    }

    [Theory]
    [InlineData(GdnErrorCode.Unauthorized, 2)]
    [InlineData(GdnErrorCode.BadRequest, 10)]
    public void What_the_server_refuses_again_and_again_is_fatal(GdnErrorCode code, int refusals)
    {
        Assert.True(RetryDecision.ShouldRetry(code, Again with { RefusedInARow = refusals - 1 }));
        Assert.False(RetryDecision.ShouldRetry(code, Again with { RefusedInARow = refusals }));
    }

    [Fact]
    public void A_server_that_fails_gets_six_first_attempts()
    {
        Assert.True(RetryDecision.ShouldRetry(GdnErrorCode.Internal, First with { Count = 5 }));
        Assert.False(RetryDecision.ShouldRetry(GdnErrorCode.Internal, First with { Count = 6 }));
    }

    [Theory]
    [InlineData(GdnErrorCode.ProducerBusy)]
    [InlineData(GdnErrorCode.SubscriptionBusy)]
    public void A_name_that_stays_taken_is_fatal(GdnErrorCode code) =>
        Assert.False(RetryDecision.ShouldRetry(code, Again with { BusyTooLong = true }));

    [Fact]
    public void Refusals_count_in_a_row_only()
    {
        var policy = new ConnectionPolicy();
        var failed = default(FailedAttempts).After(GdnErrorCode.Unauthorized, wasAttempt: true, TimeSpan.Zero, policy);
        failed = failed.After(GdnErrorCode.ConnectionFailed, wasAttempt: true, TimeSpan.Zero, policy);
        failed = failed.After(GdnErrorCode.Unauthorized, wasAttempt: true, TimeSpan.Zero, policy);
        Assert.Equal((1, 3), (failed.RefusedInARow, failed.Count));
    }

    [Fact]
    public void A_taken_name_has_its_time_from_when_it_was_first_seen_taken()
    {
        var policy = new ConnectionPolicy { BusyTimeout = TimeSpan.FromSeconds(10) };
        var failed = new FailedAttempts { WasOpen = true }.After(GdnErrorCode.ConnectionLost, wasAttempt: false, TimeSpan.Zero, policy);
        Assert.Equal(0, failed.Count);
        failed = failed.After(GdnErrorCode.ProducerBusy, wasAttempt: true, TimeSpan.FromSeconds(60), policy);
        Assert.False(failed.BusyTooLong);
        Assert.True(failed.After(GdnErrorCode.ProducerBusy, wasAttempt: true, TimeSpan.FromSeconds(70), policy).BusyTooLong);
    }

    [Theory]
    [InlineData(true, 3, 0, true)]
    [InlineData(true, 1, 60, true)]
    [InlineData(true, 2, 59, false)]
    [InlineData(false, 3, 60, false)]
    public void Attempts_and_time_are_limited_once_a_socket_was_open(bool wasOpen, int count, int seconds, bool atLimit)
    {
        var policy = new ConnectionPolicy { MaxReconnectAttempts = 3, ReconnectTimeout = TimeSpan.FromSeconds(60) };
        var failed = new FailedAttempts { WasOpen = wasOpen, Count = count - 1 }.After(GdnErrorCode.ConnectionFailed, wasAttempt: true, TimeSpan.FromSeconds(seconds), policy);
        Assert.Equal(atLimit, failed.AtLimit);
    }
}
