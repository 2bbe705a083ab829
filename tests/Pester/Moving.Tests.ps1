# The scripts that take streams with their subscriptions from one server to another: from a server in memory to the service under test.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $to = Get-GdnSession
    $source = Start-GdnServer -InMemory
    $from = Connect-Gdn $source.Url $demo
    $null = Select-GdnSession $to
    $examples = "$root/docs/examples"
}

AfterAll {
    Disconnect-Gdn $from
    Stop-GdnServer $source
}

Describe 'Moving' {
    BeforeEach {
        $stream = New-Name
        $null = New-GdnStream $stream -Session $from
        'behind', 'new', 'odd' | ForEach-Object { $null = New-GdnSubscription $stream $_ -From Earliest -Session $from }
        1..100 | Send-GdnMessage $stream -Key k -Session $from

        # One has acknowledged 30, one all, and one those with odd numbers of the first ten.
        function Use-Subscriptions {
            $null = Receive-GdnMessage $stream behind -Count 30 -Session $from
            $null = Receive-GdnMessage $stream new -UntilCaughtUp -Session $from
            $odd = Receive-GdnMessage $stream odd -SubscriptionType Shared -Count 10 -AckMode Manual -Session $from
            $odd | Where-Object { [int] $_.Text % 2 } | Confirm-GdnMessage
            $odd | Where-Object { [int] $_.Text % 2 -eq 0 } | Deny-GdnMessage
            Wait-Until { -not (Get-GdnSubscription $stream odd -Session $from).Unacknowledged }
        }
    }

    It 'takes a stream while it is in use, and its subscriptions where they were' {
        (& "$examples/move-stream.ps1" "c8globals.$stream" $from $to).Stored | Should -Be 100
        101..120 | Send-GdnMessage $stream -Key k -Session $from
        Use-Subscriptions
        (& "$examples/move-stream.ps1" "c8globals.$stream" $from $to -Final).Stored | Should -Be 20
        Get-GdnSubscription $stream -Session $from | ForEach-Object Name | Should -Not -Contain moving
        (Receive-GdnMessage $stream behind -UntilCaughtUp).Text | Should -Be (31..120)
        Assert-Soon { (Get-GdnSubscription $stream new).Backlog | Should -Be 0 }
        (Receive-GdnMessage $stream odd -UntilCaughtUp).Text | Should -Be (2..120)
    }
}
