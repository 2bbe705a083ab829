using System.Management.Automation;

namespace GdnStreams.Cmdlets.Tests;

public sealed class BadInput(Engine engine) : IClassFixture<Engine>
{
    [Theory]
    [InlineData("Get-GdnStream nowhere")]
    [InlineData("Remove-GdnStream nowhere -Confirm:$false")]
    [InlineData("Get-GdnSubscription nowhere")]
    [InlineData("Remove-GdnSubscription nowhere s -Confirm:$false")]
    public void An_unknown_stream_is_named_and_the_pipeline_goes_on(string script)
    {
        var outcome = engine.Run(script + "; 'went on'");
        var error = outcome.Failed("GdnStreamNotFound", ErrorCategory.ObjectNotFound);
        Assert.Contains("nowhere", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("went on", Assert.Single(outcome.Output).ToString());
    }

    [Fact]
    public void Among_known_streams_only_the_unknown_one_is_an_error()
    {
        var stream = Engine.NewStream();
        engine.Run("New-GdnStream $args[0]", stream).Succeeded();
        var outcome = engine.Run("'nowhere', $args[0] | Get-GdnStream", stream);
        Assert.Equal("nowhere", outcome.Failed("GdnStreamNotFound", ErrorCategory.ObjectNotFound).TargetObject);
        Assert.Equal(stream, Assert.Single(outcome.Output).Properties["Name"].Value);
        Assert.Empty(engine.Run("Get-GdnStream nowhere*").Succeeded().Output);
    }

    [Fact]
    public void A_wrong_password_is_an_authentication_error_that_does_not_repeat_it()
    {
        var error = engine.Run("Connect-Gdn $args[0] ([pscredential]::new('root@demo.local', [Net.NetworkCredential]::new('', 'wr0ng-s3cret').SecurePassword))", engine.Url)
            .Failed("GdnWrongCredentials", ErrorCategory.AuthenticationError);
        Assert.DoesNotContain("wr0ng-s3cret", error.ToString() + error.Exception, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_token_is_an_authentication_error_that_does_not_repeat_it()
    {
        var outcome = engine.Run("$s = Connect-Gdn $args[0] -Token 's3cret-t0ken'; Get-GdnStream -Session $s", engine.Url);
        var error = outcome.Terminating ?? outcome.Errors[0];
        Assert.Equal(ErrorCategory.AuthenticationError, error.CategoryInfo.Category);
        Assert.DoesNotContain("s3cret-t0ken", error.ToString() + error.Exception, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1starts-with-a-digit", "starts with '1'")]
    [InlineData("has space", "contains ' '")]
    [InlineData("a/b", "contains '/'")]
    public void A_name_that_the_server_rejects_is_explained(string name, string why)
    {
        var error = engine.Run("New-GdnStream $args[0]", name).Failed("GdnInvalidName", ErrorCategory.InvalidArgument);
        Assert.Equal(name, error.TargetObject);
        Assert.Contains(why, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("A name starts with a letter", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_exists_is_not_created_again()
    {
        var stream = Engine.NewStream();
        engine.Run("New-GdnStream $args[0]", stream).Succeeded();
        engine.Run("New-GdnStream $args[0]", stream).Failed("GdnStreamExists", ErrorCategory.ResourceExists);
    }

    [Fact]
    public void A_server_that_is_not_there_is_a_connection_error_with_its_address()
    {
        var error = engine.Run("Connect-Gdn http://127.0.0.1:9 ([pscredential]::new('a@b', [Net.NetworkCredential]::new('', 'x').SecurePassword))")
            .Failed("GdnConnectionFailed", ErrorCategory.ConnectionError);
        Assert.Contains("127.0.0.1:9", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(". Check the address", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Connect-Gdn $args[0] -ApiKey demo.ci.s3cret-k3y", "GdnUnauthorized", ErrorCategory.AuthenticationError)]
    [InlineData("Connect-Gdn http://127.0.0.1:9 -ApiKey demo.ci.s3cret-k3y", "GdnConnectionFailed", ErrorCategory.ConnectionError)]
    [InlineData("Connect-Gdn -Local -Fabric nowhere", "GdnFabricNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Connect-Gdn $args[0] -ApiKey ''", "GdnBadRequest", ErrorCategory.InvalidArgument)]
    [InlineData("Connect-Gdn $args[0] -Token ([securestring]::new())", "GdnBadRequest", ErrorCategory.InvalidArgument)]
    [InlineData("Connect-Gdn $args[0] ([pscredential]::new('root@demo.local', [securestring]::new()))", "GdnBadRequest", ErrorCategory.InvalidArgument)]
    public void What_cannot_work_fails_at_the_connect_and_leaves_no_session(string script, string id, ErrorCategory category)
    {
        var sessions = engine.Run("@(Get-GdnSession -All).Count").Only<int>();
        var error = engine.Run(script, engine.Url).Failed(id, category);
        Assert.DoesNotContain("s3cret-k3y", error.ToString() + error.Exception, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(sessions, engine.Run("@(Get-GdnSession -All).Count").Only<int>());
    }

    [Theory]
    [InlineData("[IO.FileInfo]'/nowhere/x.txt'", "x.txt")]
    [InlineData("[IO.DirectoryInfo][IO.Path]::GetTempPath()", "is a directory")]
    public void A_file_that_cannot_be_sent_is_its_own_error_and_the_others_are_sent(string input, string why)
    {
        var stream = Engine.NewStream();
        var error = engine.Run($"'before', ({input}), 'after' | Send-GdnMessage $args[0]", stream).Failed("GdnBadRequest", ErrorCategory.InvalidArgument);
        Assert.Contains(why, error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(["before", "after"], engine.Run("Receive-GdnMessage $args[0] s -InitialPosition Earliest -Count 2 | ForEach-Object Text", stream).All<string>());
    }

    [Fact]
    public void A_message_whose_consumer_is_closed_is_to_be_received_again()
    {
        var stream = Engine.NewStream();
        var outcome = engine.Run(
            """
            'x' | Send-GdnMessage $args[0]
            $held = Receive-GdnMessage $args[0] s -InitialPosition Earliest -Count 1 -AckMode Manual
            Remove-GdnSubscription $args[0] s -Confirm:$false
            $held | Confirm-GdnMessage
            """,
            stream);
        Assert.Contains("Receive the message again", outcome.Failed("GdnClosed", ErrorCategory.InvalidOperation).ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://x/")]
    [InlineData("127.0.0.1")]
    public void An_address_that_is_none_is_explained(string url)
    {
        var error = engine.Run("Connect-Gdn $args[0] -Token x", url).Failed("GdnBadRequest", ErrorCategory.InvalidArgument);
        Assert.Contains("http://", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_busy_exclusive_subscription_ends_the_receive_with_what_to_do()
    {
        var stream = Engine.NewStream();
        engine.Run("'x' | Send-GdnMessage $args[0]; $held = Receive-GdnMessage $args[0] s -InitialPosition Earliest -Count 1 -AckMode Manual", stream).Succeeded();
        using var other = Engine.Open();
        using var shell = PowerShell.Create(other);
        shell.AddScript("$null = Connect-Gdn $args[0] ([pscredential]::new('root@demo.local', [Net.NetworkCredential]::new('', 'demo').SecurePassword)); Receive-GdnMessage $args[1] s -TimeoutSec 1")
            .AddArgument(engine.Url).AddArgument(stream);
        var error = Outcome.Of(shell).Failed("GdnSubscriptionBusy", ErrorCategory.ResourceBusy);
        Assert.Contains("Shared", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_over_the_limit_is_its_own_error_and_the_others_are_sent()
    {
        var stream = Engine.NewStream();
        var outcome = engine.Run("$big = 'x' * 2MB; 'before', $big, 'after' | Send-GdnMessage $args[0]", stream);
        var error = outcome.Failed("GdnMessageTooLarge", ErrorCategory.LimitsExceeded);
        Assert.Equal(2 * 1024 * 1024, error.TargetObject.ToString()!.Length);
        Assert.Equal(["before", "after"], engine.Run("Receive-GdnMessage $args[0] s -InitialPosition Earliest -Count 2 | ForEach-Object Text", stream).All<string>());
    }

    [Fact]
    public void An_object_that_contains_itself_is_its_own_error()
    {
        var stream = Engine.NewStream();
        engine.Run("$a = @{}; $a.self = $a; $a, 'ok' | Send-GdnMessage $args[0]", stream).Failed("GdnBadRequest", ErrorCategory.InvalidArgument);
        Assert.Equal("ok", engine.Run("(Receive-GdnMessage $args[0] s -InitialPosition Earliest -Count 1).Text", stream).Only<string>());
    }

    [Fact]
    public void A_missing_subscription_is_named()
    {
        var stream = Engine.NewStream();
        engine.Run("New-GdnStream $args[0]", stream).Succeeded();
        engine.Run("Get-GdnSubscription $args[0] nobody", stream).Failed("GdnSubscriptionNotFound", ErrorCategory.ObjectNotFound);
        engine.Run("Remove-GdnSubscription $args[0] nobody -Confirm:$false", stream).Failed("GdnSubscriptionNotFound", ErrorCategory.ObjectNotFound);
    }
}
