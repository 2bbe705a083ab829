BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Skip-GdnSubscription' {
    BeforeEach {
        $stream = New-Name
        $null = New-GdnStream $stream
        $null = New-GdnSubscription $stream a, b
        $receipts = 1..5 | Send-GdnMessage $stream -PassThru
    }

    It 'acknowledges the oldest, and tells how many' {
        $move = Skip-GdnSubscription $stream a 2 -Force
        $move.Moved, $move.Backlog | Should -Be 2, 3
        (Receive-GdnMessage $stream a -Count 1).Text | Should -Be '3'
        Assert-Soon { (Get-GdnSubscription $stream a).Backlog | Should -Be 2 }
        (Skip-GdnSubscription $stream a -Count 100 -Force).Moved | Should -Be 2
    }

    It 'takes wildcards and the pipeline' {
        (Skip-GdnSubscription $stream * 1 -Force).Moved | Should -Be 1, 1
        (Get-GdnSubscription $stream b | Skip-GdnSubscription -Count 3 -Confirm:$false).Backlog | Should -Be 1
    }

    It 'skips nothing with -WhatIf' -Tag 'same everywhere' {
        Skip-GdnSubscription $stream a 1 -WhatIf
        Assert-Soon { (Get-GdnSubscription $stream a).Backlog | Should -Be 5 }
    }

    It 'names an unknown stream and an unknown subscription' {
        Assert-Failure (Get-Failure { Skip-GdnSubscription nowhere a 1 -Force }) GdnStreamNotFound ObjectNotFound
        Assert-Failure (Get-Failure { Skip-GdnSubscription $stream nobody 1 -Force }) GdnSubscriptionNotFound ObjectNotFound 'nobody'
    }
}
