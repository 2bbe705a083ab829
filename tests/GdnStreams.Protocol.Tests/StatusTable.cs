namespace GdnStreams.Protocol.Tests;

public sealed class StatusTable
{
    public static TheoryData<GdnErrorCode> WireCodes =>
        [.. Enum.GetValues<GdnErrorCode>().Where(code => code < GdnErrorCode.ConnectionFailed)];

    [Theory]
    [MemberData(nameof(WireCodes))]
    public void Reads_back_every_code_it_writes(GdnErrorCode code) =>
        Assert.Equal(code, ErrorStatuses.FromResponse(ErrorStatuses.ToStatus(code), ErrorStatuses.ToErrorNumber(code)));

    [Theory]
    [InlineData(404, 100016, GdnErrorCode.StreamNotFound)]
    [InlineData(409, 1210, GdnErrorCode.StreamExists)]
    [InlineData(401, 401, GdnErrorCode.WrongCredentials)]
    [InlineData(409, 0, GdnErrorCode.SubscriptionBusy)]
    [InlineData(501, 0, GdnErrorCode.NotSupported)]
    [InlineData(502, 0, GdnErrorCode.Unavailable)]
    [InlineData(418, 0, GdnErrorCode.Internal)]
    public void Knows_recorded_numbers_and_falls_back_to_the_status(int status, int number, GdnErrorCode code) =>
        Assert.Equal(code, ErrorStatuses.FromResponse(status, number));
}
