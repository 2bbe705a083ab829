BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Reset-GdnSubscription' {
    BeforeEach {
        $stream = New-Name
        $null = New-GdnStream $stream
        $null = New-GdnSubscription $stream a, b
        $receipts = 1..5 | Send-GdnMessage $stream -PassThru
        Set-GdnStreamPolicy $stream -RetentionTime 1h -RetentionSize 30GB
        $null = Clear-GdnSubscription $stream * -Force
    }

    It 'goes to <to>, and tells how many messages that moved' -ForEach @(
        @{ to = 'Earliest'; moved = 5 }
        @{ to = 'latest'; moved = 0 }
        @{ to = '-1h'; moved = 5 }
        @{ to = [DateTimeOffset]::UtcNow.AddHours(-1); moved = 5 }
        @{ to = [datetime]::Now.AddHours(1); moved = 0 }
    ) {
        $move = Reset-GdnSubscription $stream a $to -Force
        $move.Moved, $move.Backlog | Should -Be $moved, $moved
    }

    It 'goes to a message, or behind it' {
        (Reset-GdnSubscription $stream a $receipts[1].MessageId -Force).Backlog | Should -Be 4
        (Reset-GdnSubscription $stream a -To $receipts[1] -After -Force).Backlog | Should -Be 3
        $message = Receive-GdnMessage $stream a -Count 1
        $message.Text | Should -Be '3'
        (Reset-GdnSubscription $stream b $message -Force).Moved | Should -Be 3
    }

    It 'takes a time back that PowerShell reads as a number' {
        (Reset-GdnSubscription $stream a -1d -Force).Moved | Should -Be 5
    }

    It 'takes wildcards and the pipeline' {
        (Reset-GdnSubscription $stream * Earliest -Force).Moved | Should -Be 5, 5
        (Get-GdnSubscription $stream b | Reset-GdnSubscription -To Latest -Confirm:$false).Backlog | Should -Be 0
    }

    It 'goes nowhere with -WhatIf' -Tag 'same everywhere' {
        Reset-GdnSubscription $stream a Earliest -WhatIf
        Assert-Soon { (Get-GdnSubscription $stream a).Backlog | Should -Be 0 }
    }

    It 'says what a place is, and what -After is for' {
        { Reset-GdnSubscription $stream a nonsense -Force } | Should -Throw '*Earliest*'
        { Reset-GdnSubscription $stream a '1960-01-01' -Force } | Should -Throw '*before 1970*'
        Assert-Failure (Get-Failure { Reset-GdnSubscription $stream a -1h -After -Force }) GdnBadRequest InvalidArgument '-After'
    }

    It 'names an unknown stream and an unknown subscription' {
        Assert-Failure (Get-Failure { Reset-GdnSubscription nowhere a Latest -Force }) GdnStreamNotFound ObjectNotFound
        Assert-Failure (Get-Failure { Reset-GdnSubscription $stream nobody Latest -Force }) GdnSubscriptionNotFound ObjectNotFound 'nobody'
    }
}
