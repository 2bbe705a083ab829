BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Clear-GdnStream' {
    BeforeEach {
        $stream = New-Name
        $null = New-GdnStream $stream
        $null = New-GdnSubscription $stream a, b
        1..3 | Send-GdnMessage $stream
    }

    It 'acknowledges all for every subscription, and tells how much that was' {
        $null = Skip-GdnSubscription $stream b 1 -Force
        $moves = Clear-GdnStream $stream -Force | Sort-Object Name
        $moves | ForEach-Object { "$($_.Stream)/$($_.Name): $($_.Moved), $($_.Backlog)" } | Should -Be "$stream/a: 3, 0", "$stream/b: 2, 0"
        Assert-Soon { (Get-GdnSubscription $stream).Backlog | Should -Be 0, 0 }
    }

    It 'takes streams from the pipeline and by wildcard' {
        @(Get-GdnStream $stream | Clear-GdnStream -Confirm:$false).Count | Should -Be 2
        @(Clear-GdnStream "$stream*" -Force).Moved | Should -Be 0, 0
    }

    It 'goes on with the others where a subscription is removed meanwhile' {
        $null = New-GdnSubscription $stream c
        $failure = $null
        $seen = Clear-GdnStream $stream -Force -ErrorVariable failure | ForEach-Object { if ($_.Name -eq 'a') { Remove-GdnSubscription $stream b -Force }; $_.Name }
        $seen | Should -Be 'a', 'c'
        $failure | Should -BeNullOrEmpty
    }

    It 'clears nothing with -WhatIf' -Tag 'same everywhere' {
        Clear-GdnStream $stream -Force -WhatIf
        Assert-Soon { (Get-GdnSubscription $stream).Backlog | Should -Be 3, 3 }
    }

    It 'names an unknown stream' {
        Assert-Failure (Get-Failure { Clear-GdnStream nowhere -Force }) GdnStreamNotFound ObjectNotFound
    }

    It 'is shown as a table' -Tag 'same everywhere' {
        Get-Header { Clear-GdnStream $stream -Force } | Should -Be 'Name', 'Stream', 'Moved', 'BacklogBefore', 'Backlog'
    }
}
