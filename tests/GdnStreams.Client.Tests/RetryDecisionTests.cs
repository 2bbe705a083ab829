using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

public sealed class RetryDecisionTests
{
    [Theory]
    [InlineData(GdnErrorCode.ConnectionLost, true)]
    [InlineData(GdnErrorCode.ConnectionFailed, true)]
    [InlineData(GdnErrorCode.Unavailable, true)]
    [InlineData(GdnErrorCode.Timeout, true)]
    [InlineData(GdnErrorCode.LimitExceeded, true)]
    [InlineData(GdnErrorCode.Internal, true)]
    [InlineData(GdnErrorCode.ProducerBusy, true)]
    [InlineData(GdnErrorCode.SubscriptionBusy, true)]
    [InlineData(GdnErrorCode.Unauthorized, false)]
    [InlineData(GdnErrorCode.Forbidden, false)]
    [InlineData(GdnErrorCode.StreamNotFound, false)]
    [InlineData(GdnErrorCode.BadRequest, false)]
    [InlineData(GdnErrorCode.ProtocolViolation, false)]
    [InlineData(GdnErrorCode.Closed, false)]
    public void A_connection_that_was_open_is_restored_only_where_waiting_helps(GdnErrorCode code, bool retried)
    {
        Assert.Equal(retried, RetryDecision.ShouldRetry(code, wasOpen: true));
        Assert.False(RetryDecision.ShouldRetry(code, wasOpen: false));
    }
}
