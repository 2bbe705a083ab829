BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Receive-GdnMessage' {
    BeforeEach { $stream = New-Name }

    It 'acknowledges what the pipeline has processed' {
        'a', 'b', 'c' | Send-GdnMessage $stream
        (Receive-GdnMessage $stream s -InitialPosition Earliest -Count 2).Text | Should -Be 'a', 'b'
        (Receive-GdnMessage $stream s -Count 1).Text | Should -Be 'c'
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 0 }
    }

    It 'ends with its count, its time or its idle time' {
        1..5 | Send-GdnMessage $stream
        @(Receive-GdnMessage $stream s -InitialPosition Earliest -Count 2).Count | Should -Be 2
        @(Receive-GdnMessage $stream s -IdleTimeoutSec 3).Count | Should -Be 3
        Receive-GdnMessage $stream s -TimeoutSec 0.5 | Should -BeNullOrEmpty
    }

    It 'says with -ErrorOnTimeout that fewer came in time, and keeps what came: <how>' -ForEach @(
        @{ how = 'in all'; time = @{ TimeoutSec = 5 } }, @{ how = 'at a time'; time = @{ Until = [DateTimeOffset]::Now.AddSeconds(-1) } }, @{ how = 'idle'; time = @{ IdleTimeoutSec = 3 } }
    ) {
        'a' | Send-GdnMessage $stream
        if ($time.Until) { $time.Until = [DateTimeOffset]::Now.AddSeconds(5) }
        $received = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 3 @time -ErrorOnTimeout -ErrorVariable failure -ErrorAction SilentlyContinue | ForEach-Object Text
        Assert-Failure $failure GdnTimeout OperationTimeout '1 of 3 messages'
        $received | Should -Be 'a'
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 0 }
    }

    It 'says nothing with -ErrorOnTimeout where all came, or what was there was all that was wanted' {
        1..2 | Send-GdnMessage $stream
        $failure = Get-Failure {
            (Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 -TimeoutSec 30 -ErrorOnTimeout).Text | Should -Be '1'
            (Receive-GdnMessage $stream s -Count 9 -UntilCaughtUp -TimeoutSec 30 -ErrorOnTimeout).Text | Should -Be '2'
        }
        $failure | Should -BeNullOrEmpty
    }

    It 'ends a script with -ErrorOnTimeout and -ErrorAction Stop, for each input of the pipeline' {
        $null = New-GdnStream $stream, "$stream-b"
        $null = New-GdnSubscription $stream, "$stream-b" s
        'x' | Send-GdnMessage "$stream-b"
        $out = Get-GdnSubscription "$stream*" | Receive-GdnMessage -Count 1 -TimeoutSec 5 -ErrorOnTimeout -ErrorVariable failure -ErrorAction SilentlyContinue
        $out.Text | Should -Be 'x'
        Assert-Failure $failure GdnTimeout OperationTimeout '0 of 1 message of the subscription s'
        { Receive-GdnMessage $stream s -Count 1 -TimeoutSec 0.2 -ErrorOnTimeout -ErrorAction Stop } | Should -Throw '*0 of 1 message*'
    }

    It 'needs -Count for -ErrorOnTimeout' {
        Assert-Failure (Get-Failure { Receive-GdnMessage $stream s -TimeoutSec 1 -ErrorOnTimeout }) GdnBadRequest InvalidArgument '-Count'
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
        Assert-Soon {
            $left = Get-GdnSubscription $stream s
            $left.Backlog, $left.Consumers | Should -Be 0, 0
        }
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
        $other = Connect-Target
        $failure = Get-Failure { Receive-GdnMessage $stream s -TimeoutSec 1 -Session $other }
        Assert-Failure $failure GdnSubscriptionBusy ResourceBusy
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-SubscriptionType Shared*'
        Disconnect-Gdn $other
        Confirm-GdnMessage $held
    }

    It 'calls its consumer -ConsumerName' -Tag 'same everywhere' {
        'x' | Send-GdnMessage $stream
        $held = Receive-GdnMessage $stream s -ConsumerName worker-7 -InitialPosition Earliest -Count 1 -AckMode Manual
        (Get-GdnStreamStatistic $stream).Consumers.Name | Should -Be 'worker-7'
        Confirm-GdnMessage $held
    }

    It 'tells one that is Shared already to use the type of the others, and not to be Shared' -Tag 'same everywhere' {
        'x' | Send-GdnMessage $stream
        $held = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 -AckMode Manual
        $other = Connect-Gdn $server.Url $demo
        $failure = Get-Failure { Receive-GdnMessage $stream s -SubscriptionType Shared -TimeoutSec 1 -Session $other }
        Assert-Failure $failure GdnSubscriptionBusy ResourceBusy
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*another type*'
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeLike '*-SubscriptionType Shared*'
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
        Assert-Soon { (Get-GdnSubscription $stream).Backlog | Should -Be 0 }
        $held | Should -BeNullOrEmpty
    }

    It 'takes streams from the pipeline' {
        'one' | Send-GdnMessage "c8locals.$stream"
        (Get-GdnStream $stream | Receive-GdnMessage -Subscription s -InitialPosition Earliest -Count 1).Text | Should -Be 'one'
    }

    It 'takes a TimeSpan and text as a time' -Tag 'same everywhere' {
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

    It 'creates no stream under a name that New-GdnStream refuses' {
        Assert-Failure (Get-Failure { Receive-GdnMessage '9 lives' s -Create }) GdnInvalidName InvalidArgument "'9 lives'"
    }

    It 'is shown as a table' -Tag 'same everywhere' {
        'x' | Send-GdnMessage $stream
        Get-Header { Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 } | Should -Be 'Stream', 'MessageId', 'Published', 'Key', 'Text'
    }

    It 'is listed with what a reader wants to see' -Tag 'same everywhere' {
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
        Assert-Soon {
            $left = Get-GdnSubscription $stream s
            $left.Consumers, $left.Unacknowledged | Should -Be 0, 0
        }
        $open = [Reflection.BindingFlags]'NonPublic, Instance'
        $session = Get-GdnSession
        $session.GetType().GetField('_open', $open).GetValue($session).Keys | Where-Object { $_.GetType().Name -eq 'Consumer' -and $_.Stream.Name -eq $stream } | Should -BeNullOrEmpty
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

Describe 'Receive-GdnMessage ends' {
    BeforeEach { $stream = New-Name }

    It 'when it has caught up, and not before' {
        1..1200 | Send-GdnMessage $stream
        @(Receive-GdnMessage $stream s -InitialPosition Earliest -UntilCaughtUp -ReceiverQueueSize 100).Count | Should -Be 1200
        Receive-GdnMessage $stream s -UntilCaughtUp | Should -BeNullOrEmpty
        $null = New-GdnStream "$stream-empty"
        Receive-GdnMessage "$stream-empty" s -UntilCaughtUp | Should -BeNullOrEmpty
    }

    It 'with what was there when it began, though more comes' {
        1..5 | Send-GdnMessage $stream
        $null = New-GdnSubscription $stream s -From Earliest
        (Receive-GdnMessage $stream s -UntilCaughtUp | ForEach-Object { "more $($_.Text)" | Send-GdnMessage $stream; $_.Text }) | Should -Be (1..5)
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 5 }
    }

    It 'without waiting for what another consumer has' -Tag 'server only: a Pulsar''s WebSocket service has as many messages again ready for the first consumer' {
        1..4 | Send-GdnMessage $stream
        $held = Receive-GdnMessage $stream s -InitialPosition Earliest -SubscriptionType Shared -AckMode Manual -Count 2
        $other = Connect-Target
        (Receive-GdnMessage $stream s -SubscriptionType Shared -UntilCaughtUp -Session $other).Text | Sort-Object | Should -Be 3, 4
        $held | Confirm-GdnMessage
        Receive-GdnMessage $stream s -SubscriptionType Shared -UntilCaughtUp -Session $other | Should -BeNullOrEmpty
        Disconnect-Gdn $other
    }

    It 'where a compaction removed what it would wait for' -Tag 'server only: a Pulsar compacts into a copy beside the stream' {
        'a' | Send-GdnMessage $stream -Key a
        'b' | Send-GdnMessage $stream -Key b
        Send-GdnMessage $stream '' -Key b
        $null = Compress-GdnStream $stream
        (Receive-GdnMessage $stream s -InitialPosition Earliest -UntilCaughtUp).Text | Should -Be 'a'
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 0 }
    }

    It 'at a time, also one that is past' {
        'x' | Send-GdnMessage $stream
        $null = New-GdnSubscription $stream s -From Earliest
        Receive-GdnMessage $stream s -Until ([datetime]'2026-01-01') | Should -BeNullOrEmpty
        $watch = [Diagnostics.Stopwatch]::StartNew()
        (Receive-GdnMessage $stream s -Until ([datetime]::Now.AddSeconds(4))).Text | Should -Be 'x'
        $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 3.9
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
    }

    It 'by whichever stop comes first' {
        1..3 | Send-GdnMessage $stream
        (Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 -UntilCaughtUp -IdleTimeoutSec 60).Text | Should -Be '1'
        (Receive-GdnMessage $stream s -Count 100 -UntilCaughtUp).Text | Should -Be '2', '3'
    }

    It 'never with -Follow, which goes with no stop' {
        $given = $PSDefaultParameterValues['Receive-GdnMessage:TimeoutSec']
        Assert-Failure (Get-Failure { Receive-GdnMessage $stream s -Follow -TimeoutSec 5 }) GdnBadRequest InvalidArgument '-TimeoutSec'
        $global:PSDefaultParameterValues.Remove('Receive-GdnMessage:TimeoutSec')
        try {
            Assert-Failure (Get-Failure { Receive-GdnMessage $stream s -Follow -UntilCaughtUp }) GdnBadRequest InvalidArgument '-UntilCaughtUp'
            1..3 | Send-GdnMessage $stream
            (Receive-GdnMessage $stream s -InitialPosition Earliest -Follow | ForEach-Object { if ($_.Text -eq '3') { 4 | Send-GdnMessage $stream }; $_.Text } | Select-Object -First 4) | Should -Be (1..4)
        }
        finally {
            $global:PSDefaultParameterValues['Receive-GdnMessage:TimeoutSec'] = $given
        }
    }
}

Describe 'Receive-GdnMessage for long' -Tag 'same everywhere' {
    It 'takes no more memory the longer it runs' {
        $name = New-Name
        $null = New-GdnStream $name
        $null = New-GdnSubscription $name s
        @('x' * 500) * 200000 | Send-GdnMessage $name
        $memory = Receive-GdnMessage $name s -Count 200000 | ForEach-Object { if (++$received % 40000 -eq 0) { [GC]::GetTotalMemory($true) } }
        $memory.Count | Should -Be 5
        ($memory | Measure-Object -Maximum).Maximum - $memory[0] | Should -BeLessThan 20MB -Because 'these messages are 300 MB'
        Remove-GdnStream $name -Force
    }
}

Describe 'Receive-GdnMessage of several streams' {
    BeforeEach { $stream = New-Name }

    It 'serves them in turn, by name and with wildcards, and acknowledges each on its own' {
        1..3 | Send-GdnMessage "$stream-a"
        1..3 | Send-GdnMessage "c8locals.$stream-b"
        $all = Receive-GdnMessage "$stream*" s -InitialPosition Earliest -UntilCaughtUp
        if ($target -eq 'server') { $all.Stream | Select-Object -First 2 | Sort-Object | Should -Be "$stream-a", "$stream-b" } # A Pulsar may be quicker with one of them.
        ($all | Where-Object Stream -EQ "$stream-a").Text | Should -Be (1..3)
        Assert-Soon { (Get-GdnSubscription "$stream*").Backlog | Should -Be 0, 0 }
        4 | Send-GdnMessage "$stream-a"
        (Receive-GdnMessage "$stream-a", "c8locals.$stream-b" s -UntilCaughtUp).Text | Should -Be '4'
        Assert-Soon {
            $left = Get-GdnSubscription "$stream*"
            $left.Consumers | Should -Be 0, 0
        }
    }

    It 'takes those that come while it runs, from their beginning' {
        'first' | Send-GdnMessage "$stream-a"
        $texts = Receive-GdnMessage "$stream*" s -InitialPosition Earliest -Count 3 | ForEach-Object {
            if ($_.Text -eq 'first') { 'second', 'third' | Send-GdnMessage "$stream-b" }
            $_.Text
        }
        $texts | Should -Be 'first', 'second', 'third'
    }

    It 'goes on without one that is removed' {
        'x' | Send-GdnMessage "$stream-a"
        'x' | Send-GdnMessage "$stream-b"
        $seen = 0
        $texts = Receive-GdnMessage "$stream*" s -InitialPosition Earliest -Count 3 | ForEach-Object {
            if (++$seen -eq 2) {
                $here = $_.Stream
                "$stream-a", "$stream-b" | Where-Object { $_ -ne $here } | Remove-GdnStream -Force
                'more' | Send-GdnMessage $here
            }

            $_.Text
        }
        $texts | Should -Be 'x', 'x', 'more'
    }

    It 'catches up where a stream is removed meanwhile whose messages another consumer has' -Tag 'server only: a Pulsar''s WebSocket service has as many messages again ready for the first consumer' {
        'a' | Send-GdnMessage "$stream-a"
        'b' | Send-GdnMessage "$stream-b"
        $other = Connect-Target
        $null = Receive-GdnMessage "$stream-b" s -InitialPosition Earliest -SubscriptionType Shared -AckMode Manual -Count 1 -Session $other
        $failure = $null
        $texts = Receive-GdnMessage "$stream*" s -InitialPosition Earliest -SubscriptionType Shared -UntilCaughtUp -ErrorVariable failure | ForEach-Object { Remove-GdnStream "$stream-b" -Force; $_.Text }
        $texts | Should -Be 'a'
        $failure | Should -BeNullOrEmpty
        Disconnect-Gdn $other
    }

    It 'says that there is none yet' {
        Receive-GdnMessage "$stream*" s -UntilCaughtUp -WarningVariable warning -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warning" | Should -BeLike "No stream is there yet that $stream`* stands for."
        Assert-Failure (Get-Failure { Receive-GdnMessage '[' s }) GdnInvalidName InvalidArgument "needs its ']'"
    }

    It 'lets go of all where one takes no consumer' {
        'a' | Send-GdnMessage "$stream-a"
        'b' | Send-GdnMessage "$stream-b"
        $held = Receive-GdnMessage "$stream-b" s -InitialPosition Earliest -Count 1 -AckMode Manual
        $other = Connect-Target
        Assert-Failure (Get-Failure { Receive-GdnMessage "$stream*" s -Session $other }) GdnSubscriptionBusy ResourceBusy
        Wait-Until { (Get-GdnSubscription "$stream-a" s).Consumers -eq 0 }
        $held | Confirm-GdnMessage
        Disconnect-Gdn $other
    }

    It 'hands them to a script, which confirms each' {
        'a' | Send-GdnMessage "$stream-a"
        'b' | Send-GdnMessage "$stream-b"
        $all = Receive-GdnMessage "$stream*" s -InitialPosition Earliest -Count 2 -AckMode Manual
        $all | Confirm-GdnMessage
        Assert-Soon {
            $left = Get-GdnSubscription "$stream*"
            $left.Backlog + $left.Consumers | Should -Be 0, 0, 0, 0
        }
    }
}

Describe 'Receive-GdnMessage writes' -Tag 'same everywhere' {
    BeforeEach { $stream = New-Name }

    It 'text, objects or bytes: <form>' -ForEach @(
        @{ form = 'Text'; check = { $_ | Should -Be '{"a":[1,2]}'; $_ | Should -BeOfType string } }
        @{ form = 'Json'; check = { $_.a | Should -Be 1, 2 } }
        @{ form = 'Bytes'; check = { , $_ | Should -BeOfType byte[]; $_.Count | Should -Be 11 } }
        @{ form = 'Message'; check = { $_.Stream | Should -Be $stream } }
    ) {
        @{ a = 1, 2 } | Send-GdnMessage $stream
        $written = 0
        Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 -As $form | ForEach-Object { $written++; . $check }
        $written | Should -Be 1
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 0 }
    }

    It 'an error for what is no JSON, which stays unacknowledged' {
        'null', 'no json', '[1,2]' | Send-GdnMessage $stream
        $failure = Get-Failure { $script:written = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 3 -As Json | ForEach-Object { ConvertTo-Json $_ -Compress } }
        Assert-Failure $failure GdnMessageNotJson InvalidArgument
        $written | Should -Be 'null', '[1,2]'
        (Receive-GdnMessage $stream s -Count 1 -As Text) | Should -Be 'no json'
    }

    It 'messages where a script confirms them' {
        Assert-Failure (Get-Failure { Receive-GdnMessage $stream s -AckMode Manual -As Text }) GdnBadRequest InvalidArgument '-As Text'
    }
}

Describe 'Receive-GdnMessage acknowledges' {
    BeforeEach {
        $stream = New-Name
        1..5 | Send-GdnMessage $stream
    }

    It 'on emit what it writes, and nothing else' {
        (Receive-GdnMessage $stream s -InitialPosition Earliest -AckMode OnEmit | Select-Object -First 2).Text | Should -Be '1', '2'
        { Receive-GdnMessage $stream s -AckMode OnEmit | ForEach-Object { throw 'no' } } | Should -Throw 'no'
        (Receive-GdnMessage $stream s -UntilCaughtUp -AckMode OnEmit -OutBuffer 100).Text | Should -Be '4', '5'
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 0 }
    }

    It 'nothing that Select-Object did not show' {
        $null = Receive-GdnMessage $stream s -InitialPosition Earliest | Select-Object -First 2
        Assert-Soon { (Read-GdnMessage $stream s).Text | Should -Be (2..5) }
    }

    It 'in a pipeline on other threads where each message is confirmed' {
        $module = (Get-Module GdnStreams).Path
        Receive-GdnMessage $stream s -InitialPosition Earliest -Count 5 -AckMode Manual | ForEach-Object -Parallel {
            Import-Module $using:module
            if ($_.Text -ne '3') { $_ | Confirm-GdnMessage }
        } -ThrottleLimit 2
        Assert-Soon { (Read-GdnMessage $stream s).Text | Should -Be '3' }
        Deny-GdnMessage $stream s *
        Assert-Soon { (Get-GdnSubscription $stream s).Consumers | Should -Be 0 }
    }

    It 'not with -OutBuffer, which puts the work off' -Tag 'same everywhere' {
        Assert-Failure (Get-Failure { Receive-GdnMessage $stream s -OutBuffer 10 }) GdnBadRequest InvalidArgument '-OutBuffer'
    }
}

Describe 'Receive-GdnMessage with messages in hands' {
    BeforeEach {
        $stream = New-Name
        1..5 | Send-GdnMessage $stream
        $held = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 -AckMode Manual
    }

    AfterEach { Deny-GdnMessage $stream s * }

    It 'refuses options that could not take effect, by name' {
        $failure = Get-Failure { Receive-GdnMessage $stream s -Count 1 -ReceiverQueueSize 10 -NegativeAckDelaySec 5 }
        Assert-Failure $failure GdnBadRequest InvalidArgument '1 message of*is neither confirmed nor denied*-ReceiverQueueSize, -NegativeAckDelaySec*'
        $failure.Exception.Message | Should -BeLike "*Deny-GdnMessage $stream s `* gives them back*"
        $held | Confirm-GdnMessage
        (Receive-GdnMessage $stream s -Count 2 -ReceiverQueueSize 10 -NegativeAckDelaySec 5).Text | Should -Be 2, 3
    }

    It 'says that the window is full, and how to empty it' {
        $failure = Get-Failure { Receive-GdnMessage $stream s -Count 1 }
        Assert-Failure $failure GdnLimitExceeded LimitsExceeded 'no more than 1 before one is'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike "*Deny-GdnMessage $stream s `**"
        Deny-GdnMessage $stream s *
        (Receive-GdnMessage $stream s -Count 2).Text | Should -Be 1, 2
    }

    It 'takes the same options again' {
        $held | Confirm-GdnMessage
        $held = Receive-GdnMessage $stream s -Count 1 -AckMode Manual -ReceiverQueueSize 3 -SubscriptionType Shared
        (Receive-GdnMessage $stream s -Count 1 -ReceiverQueueSize 3 -SubscriptionType Shared).Text | Should -Be '3'
        $held | Confirm-GdnMessage
    }
}

Describe 'Receive-GdnMessage tells' {
    BeforeEach { $stream = New-Name }

    It 'how often a message was delivered before, of every type: <_>' -ForEach 'Exclusive', 'Failover', 'Shared', 'KeyShared' {
        'x' | Send-GdnMessage $stream
        $type = $_
        $null = New-GdnSubscription $stream s -From Earliest
        $counts = 1..3 | ForEach-Object {
            try { Receive-GdnMessage $stream s -SubscriptionType $type -Count 1 | ForEach-Object { $script:count = $_.RedeliveryCount; throw 'again' } } catch { $script:count }
        }
        $counts | Should -Be 0, 1, 2
        (Receive-GdnMessage $stream s -Count 1).RedeliveryCount | Should -Be 3
    }

    It 'that dead letters cannot come' -Tag 'same everywhere' {
        Receive-GdnMessage $stream s -MaxRedeliverCount 3 -TimeoutSec 0 -WarningVariable warning -WarningAction SilentlyContinue
        "$warning" | Should -BeLike '*Exclusive*-MaxRedeliverCount moves nothing*'
        Receive-GdnMessage $stream s -MaxRedeliverCount 3 -SubscriptionType Shared -TimeoutSec 0 -WarningVariable warning
        $warning | Should -BeNullOrEmpty
    }

    It 'with -Verbose what a new subscription does not get' {
        1..3 | Send-GdnMessage $stream
        $said = Receive-GdnMessage $stream s -TimeoutSec 0 -Verbose 4>&1
        "$said" | Should -BeLike "*subscription s is new and begins at the end of *$stream, which has 3 messages. With -InitialPosition Earliest*"
        "$(Receive-GdnMessage $stream s -TimeoutSec 0 -Verbose 4>&1)" | Should -Not -BeLike '*is new*'
        "$(Receive-GdnMessage $stream t -InitialPosition Earliest -Count 3 -Verbose 4>&1)" | Should -Not -BeLike '*is new*'
    }
}

Describe 'Receive-GdnMessage moves to the dead letters' {
    BeforeEach {
        $stream = New-Name
        'good', 'bad' | Send-GdnMessage $stream -Key k
        $options = @{ SubscriptionType = 'Shared'; MaxRedeliverCount = 1; NegativeAckDelaySec = 0.1 }
        function Use-All([hashtable] $More = @{}) {
            Receive-GdnMessage $stream s -InitialPosition Earliest -AckMode Manual -IdleTimeoutSec ($target -eq 'server' ? 5 : 10) @options @More | ForEach-Object {
                if ($_.Text -eq 'good') { Confirm-GdnMessage $_ } else { Deny-GdnMessage $_ }
            }
        }
    }

    It 'what was delivered too often' {
        Use-All
        Wait-Until { Test-GdnStream "$stream-s-DLQ" -ErrorAction SilentlyContinue }
        $letter = Receive-GdnMessage "$stream-s-DLQ" look -InitialPosition Earliest -Count 1
        $letter.Text, $letter.Key, $letter.Properties['REAL_SUBSCRIPTION'] | Should -Be 'bad', 'k', 's'
    }

    It 'which have a stream of their own' {
        $null = New-GdnStream "$stream-dead"
        Use-All @{ DeadLetterStream = "$stream-dead" }
        (Receive-GdnMessage "$stream-dead" look -InitialPosition Earliest -Count 1).Text | Should -Be 'bad'
        Assert-Failure (Get-Failure { Receive-GdnMessage $stream s -DeadLetterStream x }) GdnBadRequest InvalidArgument 'give -MaxRedeliverCount'
        Assert-Failure (Get-Failure { Receive-GdnMessage $stream t -DeadLetterStream c8locals.x @options }) GdnInvalidName InvalidArgument 'local stream'
    }

    It 'what is no JSON where JSON is wanted' {
        '{"n":1}' | Send-GdnMessage $stream
        $failure = Get-Failure { $script:written = Receive-GdnMessage $stream s -InitialPosition Earliest -As Json -IdleTimeoutSec ($target -eq 'server' ? 5 : 10) @options }
        $written.n | Should -Be 1
        $failure.FullyQualifiedErrorId | Should -Be (@('GdnMessageNotJson,GdnStreams.Cmdlets.ReceiveGdnMessage') * 4)
        (Read-GdnMessage "$stream-s-DLQ").Text | Sort-Object | Should -Be 'bad', 'good'
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 0 }
    }

    It 'and delivers again what was not acknowledged in time' {
        $held = Receive-GdnMessage $stream t -InitialPosition Earliest -AckMode Manual -Count 2 -SubscriptionType Shared -AckTimeoutSec 1 -ReceiverQueueSize 10
        (Receive-GdnMessage $stream t -AckMode Manual -Count 1).Text | Should -BeIn $held.Text
        Deny-GdnMessage $stream t *
        { Receive-GdnMessage $stream t -AckTimeoutSec 0.5 } | Should -Throw '*at least 1 s*'
    }
}
