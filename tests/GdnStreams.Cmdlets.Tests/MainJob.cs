using System.Diagnostics;
using System.Management.Automation;

namespace GdnStreams.Cmdlets.Tests;

public sealed class MainJob(Engine engine, ITestOutputHelper output) : IClassFixture<Engine>
{
    [Fact]
    public void What_is_sent_is_received_acknowledged_and_gone()
    {
        var stream = Engine.NewStream();
        engine.Run("New-GdnStream $args[0]; 'hello' | Send-GdnMessage $args[0]", stream).Succeeded();
        Assert.Equal("hello", engine.Run("(Receive-GdnMessage $args[0] s -InitialPosition Earliest -Count 1).Text", stream).Only<string>());
        Assert.Equal(0L, engine.Run("(Get-GdnSubscription $args[0] s).Backlog", stream).Only<long>());
        engine.Run("Remove-GdnSubscription $args[0] s -Confirm:$false; Remove-GdnStream $args[0] -Confirm:$false", stream).Succeeded();
        Assert.Empty(engine.Run("Get-GdnStream *$($args[0])", stream).Succeeded().Output);
    }

    [Fact]
    public void Text_bytes_numbers_objects_files_and_received_messages_arrive_as_they_are()
    {
        var stream = Engine.NewStream();
        engine.Run(
            """
            $s = $args[0]
            'naïve ✓', 42, 1.5, $true | Send-GdnMessage $s
            Send-GdnMessage $s ([byte[]](0, 255, 1))
            [pscustomobject]@{ a = 1; b = @('x', $null); c = @{ d = 'é' } } | Send-GdnMessage $s
            [IO.FileInfo]$args[1] | Send-GdnMessage $s
            '' | Send-GdnMessage $s
            """,
            stream,
            Path.Combine(Engine.Root, "docs/examples/lines.txt")).Succeeded();
        var received = engine.Run("Receive-GdnMessage $args[0] s -InitialPosition Earliest -Count 8", stream).Succeeded().Output;
        Assert.Equal(["naïve ✓", "42", "1.5", "true"], received.Take(4).Select(m => (string)m.Properties["Text"].Value));
        Assert.Equal([0, 255, 1], (byte[])received[4].Properties["Payload"].Value);
        Assert.Equal("""{"a":1,"b":["x",null],"c":{"d":"é"}}""", received[5].Properties["Text"].Value);
        Assert.Equal(File.ReadAllText(Path.Combine(Engine.Root, "docs/examples/lines.txt")), received[6].Properties["Text"].Value);
        Assert.Equal("", received[7].Properties["Text"].Value);
    }

    [Fact]
    public void A_received_message_is_forwarded_with_its_key_and_properties()
    {
        var (from, to) = (Engine.NewStream(), Engine.NewStream());
        engine.Run("'x' | Send-GdnMessage $args[0] -Key k -Property @{ a = 1; at = [datetime]'2026-01-02' }", from).Succeeded();
        engine.Run("Receive-GdnMessage $args[0] s -InitialPosition Earliest -Count 1 | Send-GdnMessage $args[1] -Property @{ b = 'two' }", from, to).Succeeded();
        var message = Assert.Single(engine.Run("Receive-GdnMessage $args[0] s -InitialPosition Earliest -Count 1", to).Succeeded().Output);
        Assert.Equal("k", message.Properties["Key"].Value);
        Assert.Equal(
            "a=1 at=2026-01-02T00:00:00.0000000 b=two",
            engine.Run("$p = $args[0].Properties; ($p.Keys | ForEach-Object { \"$_=$($p[$_])\" }) -join ' '", message).Only<string>().Split(' ').Order().Aggregate((a, b) => a + " " + b));
    }

    [Fact]
    public void An_object_comes_back_as_an_object()
    {
        var stream = Engine.NewStream();
        engine.Run("@{ n = 7; list = 1, 2; deep = @{ ok = $true } } | Send-GdnMessage $args[0]", stream).Succeeded();
        Assert.Equal("7 2 True", engine.Run("$o = (Receive-GdnMessage $args[0] s -InitialPosition Earliest -Count 1).FromJson(); \"$($o.n) $($o.list[1]) $($o.deep.ok)\"", stream).Only<string>());
    }

    [Fact]
    public void Every_receipt_names_its_input()
    {
        var stream = Engine.NewStream();
        var receipts = engine.Run("1..3 | Send-GdnMessage $args[0] -PassThru | ForEach-Object { \"$($_.InputObject):$($_.MessageId)\" }", stream).All<string>();
        Assert.Equal([1, 2, 3], receipts.Select(r => int.Parse(r.Split(':')[0], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(3, receipts.Select(r => r.Split(':')[1]).Distinct().Count());
    }

    [Fact]
    public void Two_sends_of_one_pipeline_share_a_producer_and_each_hears_of_its_own_messages()
    {
        var stream = Engine.NewStream();
        var receipts = engine.Run("1..50 | Send-GdnMessage $args[0] -PassThru | ForEach-Object { \"again $($_.InputObject)\" } | Send-GdnMessage $args[0] -PassThru", stream)
            .Succeeded().Output;
        Assert.Equal(Enumerable.Range(1, 50).Select(i => $"again {i}"), receipts.Select(r => r.Properties["InputObject"].Value.ToString()));
    }

    [Fact]
    public void A_hundred_thousand_piped_messages_arrive_complete_and_in_order()
    {
        const int Messages = 100_000;
        var stream = Engine.NewStream();
        var clock = Stopwatch.StartNew();
        engine.Run("1..$args[1] | Send-GdnMessage $args[0]".Replace("$args[1]", Messages.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal), stream).Succeeded();
        var sent = clock.Elapsed;
        clock.Restart();
        var received = engine.Run("Receive-GdnMessage $args[0] s -InitialPosition Earliest -Count $args[1]", stream, Messages).Succeeded().Output;
        output.WriteLine($"{Messages / sent.TotalSeconds:N0} messages/s sent, {Messages / clock.Elapsed.TotalSeconds:N0} messages/s received");
        Assert.Equal(Enumerable.Range(1, Messages).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)), received.Select(m => m.ToString()));
        Assert.Equal(0L, engine.Run("(Get-GdnSubscription $args[0] s).Backlog", stream).Only<long>());
    }

    [Fact]
    public void A_receive_ends_with_its_count_its_time_or_its_idle_time()
    {
        var stream = Engine.NewStream();
        engine.Run("1..5 | Send-GdnMessage $args[0]", stream).Succeeded();
        Assert.Equal(2, engine.Run("Receive-GdnMessage $args[0] s -InitialPosition Earliest -Count 2", stream).Succeeded().Output.Count);
        Assert.Equal(3, engine.Run("Receive-GdnMessage $args[0] s -IdleTimeoutSec 1", stream).Succeeded().Output.Count);
        Assert.Empty(engine.Run("Receive-GdnMessage $args[0] s -TimeoutSec 0.5", stream).Succeeded().Output);
    }

    [Fact]
    public void Manual_acknowledgement_decides_message_by_message()
    {
        var stream = Engine.NewStream();
        engine.Run("'a', 'b', 'c' | Send-GdnMessage $args[0]", stream).Succeeded();
        var again = engine.Run(
            """
            $all = Receive-GdnMessage $args[0] s -InitialPosition Earliest -Count 3 -AckMode Manual -SubscriptionType Shared -NegativeAckDelaySec 0.1
            $all[0], $all[2] | Confirm-GdnMessage
            $all[1] | Deny-GdnMessage
            Receive-GdnMessage $args[0] s -Count 1 -SubscriptionType Shared
            """,
            stream).Succeeded().Output;
        Assert.Equal("b", Assert.Single(again).ToString());
        Assert.Equal("0 0", engine.Run("$s = Get-GdnSubscription $args[0] s; \"$($s.Backlog) $($s.Consumers)\"", stream).Only<string>());
    }

    [Fact]
    public void A_later_receive_leaves_what_an_earlier_one_handed_out_in_the_users_hands()
    {
        var stream = Engine.NewStream();
        var later = engine.Run(
            """
            1..3 | Send-GdnMessage $args[0]
            $held = Receive-GdnMessage $args[0] s -InitialPosition Earliest -Count 2 -AckMode Manual -ReceiverQueueSize 10
            (Receive-GdnMessage $args[0] s -Count 1).Text
            $held | Confirm-GdnMessage
            """,
            stream);
        Assert.Equal("3", later.Only<string>());
        Assert.Equal("0 0", engine.Run("$s = Get-GdnSubscription $args[0] s; \"$($s.Backlog) $($s.Consumers)\"", stream).Only<string>());
    }

    [Fact]
    public void A_receive_does_not_wait_for_messages_that_cannot_come_before_others_are_settled()
    {
        var stream = Engine.NewStream();
        var outcome = engine.Run(
            """
            1..3 | Send-GdnMessage $args[0]
            $held = Receive-GdnMessage $args[0] s -InitialPosition Earliest -Count 3 -AckMode Manual -ReceiverQueueSize 2
            $held.Text
            $held | Confirm-GdnMessage
            (Receive-GdnMessage $args[0] s -Count 1).Text
            """,
            stream);
        Assert.Contains("2 messages", outcome.Failed("GdnLimitExceeded", ErrorCategory.LimitsExceeded).Exception.Message, StringComparison.Ordinal);
        Assert.Equal(["1", "2", "3"], outcome.Output.Select(text => text.ToString()));
    }

    [Fact]
    public void A_message_denied_in_the_pipeline_is_not_acknowledged_after_it()
    {
        var stream = Engine.NewStream();
        engine.Run("'good', 'bad' | Send-GdnMessage $args[0]", stream).Succeeded();
        engine.Run("Receive-GdnMessage $args[0] s -InitialPosition Earliest -Count 2 | Where-Object Text -eq bad | Deny-GdnMessage", stream).Succeeded();
        Assert.Equal("bad", engine.Run("(Receive-GdnMessage $args[0] s -Count 1).Text", stream).Only<string>());
    }

    [Fact]
    public void Global_and_local_streams_of_one_name_are_two()
    {
        var stream = Engine.NewStream();
        engine.Run("New-GdnStream $args[0]; New-GdnStream $args[0] -Scope Local; 'g' | Send-GdnMessage $args[0]; 'l' | Send-GdnMessage \"c8locals.$($args[0])\"", stream).Succeeded();
        Assert.Equal(["Global", "Local"], engine.Run("Get-GdnStream $args[0] | ForEach-Object { \"$($_.Scope)\" }", stream).All<string>().Order());
        Assert.Equal("l", engine.Run("(Receive-GdnMessage $args[0] s -Scope Local -InitialPosition Earliest -Count 1).Text", stream).Only<string>());
        Assert.Equal("g", engine.Run("(Receive-GdnMessage $args[0] s -InitialPosition Earliest -Count 1).Text", stream).Only<string>());
        engine.Run("Get-GdnStream $args[0] | Get-GdnSubscription | Remove-GdnSubscription -Confirm:$false; Get-GdnStream $args[0] | Remove-GdnStream -Confirm:$false", stream).Succeeded();
        Assert.Empty(engine.Run("Get-GdnStream \"$($args[0])*\" | Where-Object Name -eq $args[0]", stream).Succeeded().Output);
    }

    [Fact]
    public void WhatIf_changes_nothing()
    {
        var stream = Engine.NewStream();
        engine.Run("New-GdnStream $args[0] -WhatIf", stream).Succeeded();
        Assert.Empty(engine.Run("Get-GdnStream * | Where-Object Name -eq $args[0]", stream).Succeeded().Output);
        engine.Run("New-GdnStream $args[0]; 'x' | Send-GdnMessage $args[0] -WhatIf; Remove-GdnStream $args[0] -WhatIf", stream).Succeeded();
        Assert.Empty(engine.Run("Receive-GdnMessage $args[0] s -InitialPosition Earliest -TimeoutSec 0.5", stream).Succeeded().Output);
    }

    [Fact]
    public void Every_cmdlet_says_what_it_writes_and_has_a_singular_Gdn_noun()
    {
        foreach (var command in engine.Run("Get-Command -Module GdnStreams").Succeeded().Output.Select(c => (CmdletInfo)c.BaseObject))
        {
            Assert.StartsWith("Gdn", command.Noun, StringComparison.Ordinal);
            Assert.DoesNotMatch("s$", command.Noun);
            if (command.Verb is "Get" or "New" or "Start" or "Connect" or "Receive" or "Send")
            {
                Assert.NotEmpty(command.OutputType);
            }
        }
    }
}
