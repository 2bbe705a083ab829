BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Confirm-GdnMessage' {
    BeforeEach { $stream = New-Name }

    It 'acknowledges message by message, and the last one closes the consumer' {
        'a', 'b', 'c' | Send-GdnMessage $stream
        $all = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 3 -AckMode Manual
        Assert-Soon { (Get-GdnSubscription $stream s).Consumers | Should -Be 1 }
        ($all[0], $all[2] | Confirm-GdnMessage -PassThru).Text | Should -Be 'a', 'c'
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 1 }
        $all[1] | Confirm-GdnMessage
        Assert-Soon {
            $left = Get-GdnSubscription $stream s
            $left.Backlog, $left.Consumers | Should -Be 0, 0
        }
    }

    It 'leaves it to the first to settle a message' {
        'a' | Send-GdnMessage $stream
        $message = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 -AckMode Manual
        Confirm-GdnMessage $message
        Deny-GdnMessage $message
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 0 }
    }

    It 'tells to receive a message again whose consumer is closed' {
        'x' | Send-GdnMessage $stream
        $held = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 -AckMode Manual
        Remove-GdnSubscription $stream s -Confirm:$false
        $failure = Get-Failure { $held | Confirm-GdnMessage }
        Assert-Failure $failure GdnClosed InvalidOperation
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Receive the message again*'
    }

    It 'takes ids of messages that this session has, several at once and with wildcards' {
        1..5 | Send-GdnMessage $stream
        $all = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 5 -AckMode Manual
        (Confirm-GdnMessage $stream s $all[0].MessageId, $all[2].MessageId -PassThru).Text | Should -Be '1', '3'
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 3 }
        Confirm-GdnMessage -Stream $stream -Subscription s -MessageId *
        Assert-Soon {
            $left = Get-GdnSubscription $stream s
            $left.Backlog, $left.Consumers | Should -Be 0, 0
        }
        Confirm-GdnMessage $all[1] # It is settled, as if by itself.
    }

    It 'takes copies of messages' {
        1..2 | Send-GdnMessage "c8locals.$stream"
        $all = Receive-GdnMessage "c8locals.$stream" s -InitialPosition Earliest -Count 2 -AckMode Manual
        $copies = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($all))
        $copies | Confirm-GdnMessage
        Assert-Soon { (Get-GdnSubscription "c8locals.$stream" s).Backlog | Should -Be 0 }
    }

    It 'tells of an id that this session does not have' {
        'x' | Send-GdnMessage $stream
        $message = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1
        Assert-Failure (Get-Failure { Confirm-GdnMessage $stream s $message.MessageId }) GdnMessageNotFound ObjectNotFound $message.MessageId
        Get-Failure { Confirm-GdnMessage $stream s * } | Should -BeNullOrEmpty
    }
}
