BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Clear-GdnSubscription' {
    BeforeEach {
        $stream = New-Name
        $null = New-GdnStream $stream
        $null = New-GdnSubscription $stream a, b
        $receipts = 1..5 | Send-GdnMessage $stream -PassThru
    }

    It 'acknowledges all, and tells how much that was' {
        $move = Clear-GdnSubscription $stream a -Force
        $move.Name, $move.Stream, $move.Scope, $move.Moved, $move.BacklogBefore, $move.Backlog | Should -Be 'a', $stream, 'Global', 5, 5, 0
        Get-GdnSubscription $stream | Sort-Object Name | ForEach-Object Backlog | Should -Be 0, 5
    }

    It 'takes wildcards and the pipeline' {
        (Clear-GdnSubscription "$stream*" [ab] -Force).Moved | Should -Be 5, 5
        1..2 | Send-GdnMessage $stream
        $null = Skip-GdnSubscription $stream b 1 -Force
        (Get-GdnStream $stream | Get-GdnSubscription | Where-Object Backlog -gt 1 | Clear-GdnSubscription -Confirm:$false).Name | Should -Be 'a'
    }

    It 'passes over a stream that goes while many are cleared: <_>' -ForEach 's', 's*' {
        $name = New-Name
        $null = New-GdnStream "$name-a", "$name-b", "$name-c"
        $null = New-GdnSubscription "$name-a", "$name-b", "$name-c" s
        $failure = $null
        $seen = Clear-GdnSubscription "$name*" $_ -Force -ErrorVariable failure | ForEach-Object { if ($_.Stream -like '*-a') { Remove-GdnStream "$name-b" -Force }; $_ }
        $seen.Stream | Should -Be "$name-a", "$name-c"
        $failure | Should -BeNullOrEmpty
    }

    It 'passes over a subscription that goes while many are cleared, and not one that was named' {
        $failure = $null
        (Clear-GdnSubscription $stream * -Force -ErrorVariable failure | ForEach-Object { Remove-GdnSubscription $stream b -Force; $_ }).Name | Should -Be 'a'
        $failure | Should -BeNullOrEmpty
        Assert-Failure (Get-Failure { Clear-GdnSubscription "$stream*" b -Force }) GdnSubscriptionNotFound ObjectNotFound
    }

    It 'clears what a consumer of this session holds' {
        $held = Receive-GdnMessage $stream a -Count 2 -AckMode Manual
        $null = Clear-GdnSubscription $stream a -Force
        Assert-Soon {
            $left = Get-GdnSubscription $stream a
            $left.Backlog, $left.Unacknowledged | Should -Be 0, 0
        }
        Assert-Failure (Get-Failure { $held[0] | Confirm-GdnMessage }) GdnClosed InvalidOperation
    }

    It 'clears nothing with -WhatIf' -Tag 'same everywhere' {
        Get-GdnStream $stream | Get-GdnSubscription | Clear-GdnSubscription -WhatIf
        Assert-Soon { (Get-GdnSubscription $stream).Backlog | Should -Be 5, 5 }
    }

    It 'names an unknown stream and an unknown subscription' {
        Assert-Failure (Get-Failure { Clear-GdnSubscription nowhere a -Force }) GdnStreamNotFound ObjectNotFound
        Assert-Failure (Get-Failure { Clear-GdnSubscription $stream nobody -Force }) GdnSubscriptionNotFound ObjectNotFound 'nobody'
    }
}
