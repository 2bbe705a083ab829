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
        $left = Get-GdnSubscription $stream s
        $left.Backlog, $left.Consumers | Should -Be 0, 0
    }

    It 'is stronger than the acknowledgement after the pipeline' {
        'good', 'bad' | Send-GdnMessage $stream
        Receive-GdnMessage $stream s -InitialPosition Earliest -Count 2 | Where-Object Text -EQ bad | Deny-GdnMessage
        (Receive-GdnMessage $stream s -Count 1).Text | Should -Be 'bad'
    }
}
