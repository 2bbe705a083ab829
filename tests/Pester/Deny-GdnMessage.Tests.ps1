BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Deny-GdnMessage' {
    BeforeEach { $stream = New-Name }

    It 'gives a message back, which comes again after its delay' {
        'a', 'b', 'c' | Send-GdnMessage $stream
        $all = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 3 -AckMode Manual -SubscriptionType Shared -NegativeAckDelaySec 0.1
        $all[0], $all[2] | Confirm-GdnMessage
        $all[1] | Deny-GdnMessage
        $again = Receive-GdnMessage $stream s -Count 1 -SubscriptionType Shared
        $again.Text | Should -Be 'b'
        Assert-Soon {
            $left = Get-GdnSubscription $stream s
            $left.Backlog, $left.Consumers | Should -Be 0, 0
        }
    }

    It 'is stronger than the acknowledgement after the pipeline' {
        'good', 'bad' | Send-GdnMessage $stream
        Receive-GdnMessage $stream s -InitialPosition Earliest -Count 2 | Where-Object Text -EQ bad | Deny-GdnMessage
        (Receive-GdnMessage $stream s -Count 1).Text | Should -Be 'bad'
    }

    It 'takes ids of messages that this session has' {
        'a', 'b' | Send-GdnMessage $stream
        $all = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 2 -AckMode Manual -SubscriptionType Shared -NegativeAckDelaySec 0.1 -ReceiverQueueSize 10
        Confirm-GdnMessage $stream s $all[0].MessageId
        Deny-GdnMessage $stream s $all[1].MessageId
        (Receive-GdnMessage $stream s -Count 1 -SubscriptionType Shared).Text | Should -Be 'b'
        Assert-Failure (Get-Failure { Deny-GdnMessage $stream s $all[0].MessageId }) GdnMessageNotFound ObjectNotFound $all[0].MessageId
    }

    It 'gives nothing back with -WhatIf' -Tag 'same everywhere' {
        'a' | Send-GdnMessage $stream
        $message = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 -AckMode Manual
        $message | Deny-GdnMessage -WhatIf -PassThru | Should -BeNullOrEmpty
        $message | Confirm-GdnMessage
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 0 }
    }

    It 'counts in the session how often a message was delivered' {
        'a' | Send-GdnMessage $stream
        $counts = 1..3 | ForEach-Object { Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 -AckMode Manual } | ForEach-Object { $_.RedeliveryCount; Deny-GdnMessage $_ }
        $counts | Should -Be 0, 1, 2
    }

    It 'lets a message come again after a time of its own' {
        'a', 'b' | Send-GdnMessage $stream
        $all = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 2 -AckMode Manual -SubscriptionType Shared -NegativeAckDelaySec 0.5 -ReceiverQueueSize 10
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $all[0] | Deny-GdnMessage -Delay 3s
        $all[1] | Deny-GdnMessage
        $again = Receive-GdnMessage $stream s -SubscriptionType Shared -Count 2 | ForEach-Object { $_.Text; if ($_.Text -eq 'a') { $watch.Elapsed.TotalSeconds } }
        $again[0], $again[1] | Should -Be 'b', 'a'
        $again[2] | Should -BeGreaterThan 2.9
        $again[2] | Should -BeLessThan 30
        Wait-Until { (Get-GdnSubscription $stream s).Consumers -eq 0 }
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 0 }
    }

    It 'keeps its message until the time of its own has passed' {
        'a' | Send-GdnMessage $stream
        Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 -SubscriptionType Shared -NegativeAckDelaySec 0.5 | Deny-GdnMessage -Delay 8s
        Assert-Soon { (Get-GdnSubscription $stream s).Consumers | Should -Be 1 }
        Wait-Until { (Get-GdnSubscription $stream s).Consumers -eq 0 }
        (Receive-GdnMessage $stream s -Count 1).Text | Should -Be 'a'
    }

    It 'refuses a time that cannot be kept' {
        'a' | Send-GdnMessage $stream
        $held = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 -AckMode Manual
        Assert-Failure (Get-Failure { Deny-GdnMessage $held -Delay 5s }) GdnBadRequest InvalidArgument '-NegativeAckDelaySec'
        Assert-Failure (Get-Failure { Deny-GdnMessage $held -Delay 5m -DeadLetter }) GdnBadRequest InvalidArgument '-Delay'
        Confirm-GdnMessage $held
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 0 }
    }

    It 'moves a message to the dead letters as the server does' {
        $letters = foreach ($way in 'server', 'module') {
            $of = "$stream-$way"
            'bad' | Send-GdnMessage $of -Key k -Property @{ shop = 'north' }
            if ($way -eq 'server') {
                Receive-GdnMessage $of s -InitialPosition Earliest -AckMode Manual -IdleTimeoutSec ($target -eq 'server' ? 5 : 10) -SubscriptionType Shared -MaxRedeliverCount 1 -NegativeAckDelaySec 0.1 | Deny-GdnMessage
            }
            else {
                $message = Receive-GdnMessage $of s -InitialPosition Earliest -Count 1 -AckMode Manual
                ($message | Deny-GdnMessage -DeadLetter -PassThru).Text | Should -Be 'bad'
            }

            Assert-Soon { (Get-GdnSubscription $of s).Backlog | Should -Be 0 }
            Read-GdnMessage "$of-s-DLQ"
        }
        $shown = $letters | ForEach-Object { "$($_.Text) $($_.Key) " + (($_.Properties.GetEnumerator() | Sort-Object Key | ForEach-Object { "$($_.Key)=$($_.Value)" }) -join ' ') -replace '-(server|module)' -replace '\d+:\d+(:-1)?', 'place' } # A Pulsar adds the partition.
        $shown[0] | Should -BeLike 'bad k ORIGIN_MESSAGE_ID=place ORIGIN_MESSAGE_IDY_TIME=place REAL_SUBSCRIPTION=s REAL_TOPIC=persistent://*shop=north'
        $shown[1] | Should -Be $shown[0]
    }

    It 'moves to a stream of dead letters that is named, by itself or when the messages were received' {
        'a', 'b', 'c' | Send-GdnMessage $stream
        $all = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 3 -AckMode Manual -SubscriptionType Shared -MaxRedeliverCount 9 -DeadLetterStream "$stream-dead"
        $all[0] | Deny-GdnMessage -DeadLetter
        Deny-GdnMessage $stream s $all[1].MessageId -DeadLetterStream "c8locals.$stream-dead"
        $all[2] | Confirm-GdnMessage
        (Read-GdnMessage "$stream-dead").Text | Should -Be 'a'
        (Read-GdnMessage "c8locals.$stream-dead").Text | Should -Be 'b'
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 0 }
    }

    It 'acknowledges no dead letter that is not stored' {
        'a', 'b' | Send-GdnMessage $stream
        $null = New-GdnStream "$stream-dead"
        $null = Stop-GdnStream "$stream-dead" -Force
        $failure = Get-Failure { Receive-GdnMessage $stream s -InitialPosition Earliest -Count 2 | Where-Object Text -EQ a | Deny-GdnMessage -DeadLetterStream "$stream-dead" }
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'GdnStreamTerminated,*'
        Assert-Soon { (Read-GdnMessage $stream s).Text | Should -Be 'a' }
    }

    It 'warns where it is not the denied message alone' {
        1..2 | Send-GdnMessage $stream
        $held = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 2 -AckMode Manual
        $held[0] | Deny-GdnMessage -WarningVariable warning -WarningAction SilentlyContinue
        "$warning" | Should -BeLike '*is Exclusive: all its messages that are not confirmed come again*'
        $held[1] | Confirm-GdnMessage
    }
}
