using FsCheck.Xunit;
using GdnStreams.Protocol;

namespace GdnStreams.Engine.Tests;

public sealed class Dispatching
{
    private const int Runs = 60;

    [Property(MaxTest = Runs)]
    public Task Shared_delivers_every_message_until_it_is_acknowledged(byte[] script) => DispatchModel.PlayAsync(SubscriptionType.Shared, script);

    [Property(MaxTest = Runs)]
    public Task Key_Shared_does_too_and_keeps_the_order_of_each_key(byte[] script) => DispatchModel.PlayAsync(SubscriptionType.KeyShared, script);

    [Property(MaxTest = Runs)]
    public Task Failover_does_too_and_keeps_the_order_of_all(byte[] script) => DispatchModel.PlayAsync(SubscriptionType.Failover, script);

    [Property(MaxTest = Runs)]
    public Task Exclusive_does_too_and_keeps_the_order_of_all(byte[] script) => DispatchModel.PlayAsync(SubscriptionType.Exclusive, script);
}
