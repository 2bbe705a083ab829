using System.Management.Automation;

namespace GdnStreams.Cmdlets.Tests;

/// <summary>However a pipeline ends, no socket, no task and no stuck message stays behind.</summary>
public sealed class Endings(Engine engine) : IClassFixture<Engine>
{
    private const string Receive = "Receive-GdnMessage $args[0] s -InitialPosition Earliest";

    [Fact]
    public void Stopping_while_it_waits()
    {
        var stream = Engine.NewStream();

        // On both sides: the server counts a consumer before the client has read that it is one. Cut off in between, it is gone a moment later.
        Stop(stream, Receive, until: () => Consumers(stream) == 1 && Open("Consumer", "Open") == 1);
        AssertNothingLeft(stream, firstAgain: null);
    }

    [Fact]
    public void Stopping_while_the_pipeline_works_on_a_message()
    {
        var stream = Filled();
        var reached = new ManualResetEventSlim();
        Stop(stream, Receive + " | ForEach-Object { $args; $reached.Set(); while ($true) { } }", until: () => reached.IsSet, reached);
        AssertNothingLeft(stream, firstAgain: "1");
    }

    [Fact]
    public void Stopping_a_reading_that_follows()
    {
        var stream = Filled();
        Stop(stream, "Read-GdnMessage $args[0] -Follow", until: () => Open("Reader", "Open") == 1);
        AssertNoneIsOpen("Reader");
    }

    [Fact]
    public void Stopping_while_it_waits_for_several_streams()
    {
        var stream = Engine.NewStream();
        engine.Run("$null = New-GdnStream \"$($args[0])-a\", \"$($args[0])-b\"", stream).Succeeded();
        Stop(stream, "Receive-GdnMessage \"$($args[0])*\" s", until: () => Open("Consumer", "Open") == 2);
        AssertNoneIsOpen("Consumer");
    }

    [Fact]
    public void Stopping_a_send_that_waits_for_its_window()
    {
        var stream = Engine.NewStream();
        engine.Run("'x' | Send-GdnMessage $args[0]", stream).Succeeded();
        Stop(stream, "& { while ($true) { 'y' } } | Send-GdnMessage $args[0]", until: () => true);
        engine.Run("'z' | Send-GdnMessage $args[0]", stream).Succeeded();
    }

    private string Filled()
    {
        var stream = Engine.NewStream();
        engine.Run("1..100 | Send-GdnMessage $args[0]", stream).Succeeded();
        return stream;
    }

    private void Stop(string stream, string script, Func<bool> until, ManualResetEventSlim? reached = null)
    {
        using var runspace = Engine.Open();
        runspace.SessionStateProxy.SetVariable("session", engine.Run("Get-GdnSession").Succeeded().Output[0]);
        runspace.SessionStateProxy.SetVariable("reached", reached);
        runspace.SessionStateProxy.SetVariable("PSDefaultParameterValues", new DefaultParameterDictionary { ["*-Gdn*:Session"] = engine.Run("Get-GdnSession").Succeeded().Output[0], ["Receive-GdnMessage:Create"] = true });
        using var shell = PowerShell.Create(runspace);
        shell.AddScript(script).AddArgument(stream);
        var running = shell.BeginInvoke();
        Assert.True(SpinWait.SpinUntil(until, TimeSpan.FromSeconds(30)));
        Assert.Equal(PSInvocationState.Running, shell.InvocationStateInfo.State);
        shell.Stop();
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
    }

    private int Consumers(string stream)
    {
        var outcome = engine.Run("@(Get-GdnSubscription $args[0] -ErrorAction SilentlyContinue).Consumers", stream);
        return outcome.Output.Count == 1 && outcome.Output[0]?.BaseObject is int consumers ? consumers : 0;
    }

    /// <summary>How many producers, consumers or readers the session has.</summary>
    private int Open(string kind, string state = "*") => engine.Run(
        """
        $open = [Reflection.BindingFlags]'NonPublic, Instance'
        $session = Get-GdnSession
        $kind, $state = $args
        @($session.GetType().GetField('_open', $open).GetValue($session).Keys | Where-Object { $_.GetType().Name -eq $kind -and $_.State -like $state }).Count
        """,
        kind, state).Only<int>();

    /// <summary>A stop waits for the goodbye a moment only; where that takes longer it goes on behind it.</summary>
    private void AssertNoneIsOpen(string kind) => Assert.True(SpinWait.SpinUntil(() => Open(kind) == 0, TimeSpan.FromSeconds(30)));

    private void AssertNothingLeft(string stream, string? firstAgain)
    {
        // At the server: no consumer, nothing delivered and unacknowledged. After a stop the goodbye may still be on its way for a moment.
        Assert.True(SpinWait.SpinUntil(() => "0 0" == engine.Run("$s = Get-GdnSubscription $args[0] s; \"$($s.Consumers) $($s.Unacknowledged)\"", stream).Only<string>(), TimeSpan.FromSeconds(30)));

        // In the session: every socket's loop is owned by an open producer or consumer, and no consumer is left.
        AssertNoneIsOpen("Consumer");
        if (firstAgain is not null)
        {
            Assert.Equal(firstAgain, engine.Run("(Receive-GdnMessage $args[0] s -Count 1 -TimeoutSec 10).Text", stream).Only<string>());
        }
    }
}
