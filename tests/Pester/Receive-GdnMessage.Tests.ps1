BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Receive-GdnMessage' {
    BeforeEach { $stream = New-Name }

    It 'acknowledges what the pipeline has processed' {
        'a', 'b', 'c' | Send-GdnMessage $stream
        (Receive-GdnMessage $stream s -InitialPosition Earliest -Count 2).Text | Should -Be 'a', 'b'
        (Receive-GdnMessage $stream s -Count 1).Text | Should -Be 'c'
        (Get-GdnSubscription $stream s).Backlog | Should -Be 0
    }

    It 'ends with its count, its time or its idle time' {
        1..5 | Send-GdnMessage $stream
        @(Receive-GdnMessage $stream s -InitialPosition Earliest -Count 2).Count | Should -Be 2
        @(Receive-GdnMessage $stream s -IdleTimeoutSec 1).Count | Should -Be 3
        Receive-GdnMessage $stream s -TimeoutSec 0.5 | Should -BeNullOrEmpty
    }

    It 'ends with its time however many messages wait, and leaves them to the next one' {
        1..300 | Send-GdnMessage $stream
        $first = @(Receive-GdnMessage $stream s -InitialPosition Earliest -TimeoutSec 1 | ForEach-Object { Start-Sleep -Milliseconds 20; $_.Text })
        $first.Count | Should -BeLessThan 60
        $rest = @(Receive-GdnMessage $stream s -Count (300 - $first.Count)).Text
        $first + $rest | Should -Be (1..300)
    }

    It 'leaves what an earlier one handed out in the user''s hands' {
        1..3 | Send-GdnMessage $stream
        $held = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 2 -AckMode Manual -ReceiverQueueSize 10
        (Receive-GdnMessage $stream s -Count 1).Text | Should -Be '3'
        $held | Confirm-GdnMessage
        $left = Get-GdnSubscription $stream s
        $left.Backlog, $left.Consumers | Should -Be 0, 0
    }

    It 'does not wait for messages that cannot come before others are settled' {
        1..3 | Send-GdnMessage $stream
        $held = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 3 -AckMode Manual -ReceiverQueueSize 2 -ErrorVariable failure -ErrorAction SilentlyContinue
        Assert-Failure $failure GdnLimitExceeded LimitsExceeded '2 messages'
        $held.Text | Should -Be '1', '2'
        $held | Confirm-GdnMessage
        (Receive-GdnMessage $stream s -Count 1).Text | Should -Be '3'
    }

    It 'says what to do about a busy exclusive subscription' {
        'x' | Send-GdnMessage $stream
        $held = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 -AckMode Manual
        $other = Connect-Gdn $server.Url $demo
        $failure = Get-Failure { Receive-GdnMessage $stream s -TimeoutSec 1 -Session $other }
        Assert-Failure $failure GdnSubscriptionBusy ResourceBusy
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-SubscriptionType Shared*'
        Disconnect-Gdn $other
        Confirm-GdnMessage $held
    }

    It 'takes subscriptions from the pipeline, one after the other, with their type' {
        $null = New-GdnStream $stream, "$stream-b"
        $null = New-GdnSubscription $stream, "$stream-b" s
        $held = 'shared' | ForEach-Object { Receive-GdnMessage $stream s -SubscriptionType Shared -TimeoutSec 0 }
        'one' | Send-GdnMessage $stream
        'two' | Send-GdnMessage "$stream-b"
        (Get-GdnSubscription "$stream*" | Receive-GdnMessage -Count 1).Text | Should -Be 'one', 'two'
        (Get-GdnSubscription $stream).Backlog | Should -Be 0
        $held | Should -BeNullOrEmpty
    }

    It 'takes streams from the pipeline' {
        'one' | Send-GdnMessage "c8locals.$stream"
        (Get-GdnStream $stream | Receive-GdnMessage -Subscription s -InitialPosition Earliest -Count 1).Text | Should -Be 'one'
    }

    It 'takes a TimeSpan and text as a time' {
        Receive-GdnMessage $stream s -TimeoutSec ([timespan]'0:0:0.1') | Should -BeNullOrEmpty
        Receive-GdnMessage $stream s -IdleTimeoutSec 100ms | Should -BeNullOrEmpty
        { Receive-GdnMessage $stream s -TimeoutSec soon } | Should -Throw '*such as 5m*'
    }

    It 'does not create a stream that was mistyped, but with -Create' {
        $failure = Get-Failure { Receive-GdnMessage $stream s -Create:$false }
        Assert-Failure $failure GdnStreamNotFound ObjectNotFound $stream
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-Create*'
        Get-GdnStream "$stream*" | Should -BeNullOrEmpty
        Receive-GdnMessage $stream s -Create -TimeoutSec 0
        (Get-GdnStream $stream).Name | Should -Be $stream
    }

    It 'is shown as a table' {
        'x' | Send-GdnMessage $stream
        Get-Header { Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 } | Should -Be 'Stream', 'MessageId', 'Published', 'Key', 'Text'
    }

    It 'is listed with what a reader wants to see' {
        'x' | Send-GdnMessage $stream
        $lines = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 | Format-List | Out-String -Stream |
            ForEach-Object { $_ -replace "`e\[[0-9;]*m" } | Where-Object { $_ }
        ($lines -replace '\s*:.*') | Should -Be 'Stream', 'Scope', 'Subscription', 'MessageId', 'PublishTime', 'EventTime', 'Key', 'Properties', 'RedeliveryCount', 'Text'
    }
}

Describe 'Receive-GdnMessage leaves no consumer and no stuck message behind' {
    BeforeEach {
        $stream = New-Name
        1..20 | Send-GdnMessage $stream
    }

    AfterEach {
        # At the server and in the session: every socket's loop is owned by an open producer or consumer, and no consumer is left.
        $left = Get-GdnSubscription $stream s
        $left.Consumers, $left.Unacknowledged | Should -Be 0, 0
        $open = [Reflection.BindingFlags]'NonPublic, Instance'
        $session = Get-GdnSession
        $session.GetType().GetField('_open', $open).GetValue($session).Keys | Where-Object { $_.GetType().Name -eq 'Consumer' } | Should -BeNullOrEmpty
        (Receive-GdnMessage $stream s -Count 1).Text | Should -Be $firstAgain
    }

    It 'after its count' {
        $null = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 3
        $firstAgain = '4'
    }

    It 'after Select-Object -First, whose last message could not be acknowledged' {
        (Receive-GdnMessage $stream s -InitialPosition Earliest | Select-Object -First 2).Text | Should -Be '1', '2'
        $firstAgain = '2'
    }

    It 'after a throw downstream' {
        { Receive-GdnMessage $stream s -InitialPosition Earliest | ForEach-Object { if ($_.Text -eq '3') { throw 'no' } } } | Should -Throw 'no'
        $firstAgain = '3'
    }

    It 'after break in a loop around it' {
        foreach ($once in 1) { Receive-GdnMessage $stream s -InitialPosition Earliest | ForEach-Object { if ($_.Text -eq '5') { break } } }
        $firstAgain = '5'
    }
}
