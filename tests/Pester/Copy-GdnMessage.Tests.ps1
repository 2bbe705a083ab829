BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Copy-GdnMessage' {
    It 'copies the messages with all that they have, in order, and leaves them' {
        $from = New-Name
        $to = New-Name
        'a' | Send-GdnMessage $from -Key k -Property @{ p = '1' } -EventTime '2026-03-01T12:00:00Z'
        Send-GdnMessage $from ([byte[]](0, 255))
        1..500 | Send-GdnMessage $from
        $copy = Copy-GdnMessage $from $to -Create
        $copy.Stored | Should -Be 502
        $copy.Subscription | Should -BeNullOrEmpty
        $copy.Targets["c8globals.$to"] | Should -Be 502
        $there = @(Read-All $to)
        $there[0].Key | Should -Be 'k'
        $there[0].Properties.Keys | Should -Be 'p'
        $there[0].EventTime | Should -Be '2026-03-01T12:00:00.000Z'
        $there[1].Payload | Should -Be ([byte[]](0, 255))
        ($there | Select-Object -Skip 2).Text | Should -Be (1..500)
        (Read-All $from).Count | Should -Be 502
        Assert-Soon { Get-GdnSubscription $from | Should -BeNullOrEmpty }
        (Copy-GdnMessage $from $to).Stored | Should -Be 502
    }

    It 'copies a part, and what the filters let through: <what>' -Tag 'same everywhere' -ForEach @(
        @{ what = '-From'; with = { @{ From = $ids[2] } }; texts = 'c', 'd', 'e' }
        @{ what = '-To'; with = { @{ To = $ids[1] } }; texts = 'a', 'b' }
        @{ what = '-Last'; with = { @{ Last = 2 } }; texts = 'd', 'e' }
        @{ what = '-MaxScanned'; with = { @{ MaxScanned = 2; WarningAction = 'Ignore' } }; texts = 'a', 'b' }
        @{ what = '-Count'; with = { @{ Count = 3 } }; texts = 'a', 'b', 'c' }
        @{ what = '-Key'; with = { @{ Key = 'even' } }; texts = 'b', 'd' }
        @{ what = '-Property'; with = { @{ Property = @{ n = '3' } } }; texts = 'c' }
        @{ what = '-Match'; with = { @{ Match = '[de]' } }; texts = 'd', 'e' }
        @{ what = '-SimpleMatch'; with = { @{ Match = 'A'; SimpleMatch = $true } }; texts = 'a' }
        @{ what = '-Where'; with = { @{ Where = { $_.Text -in 'a', 'e' } } }; texts = 'a', 'e' }
        @{ what = '-Process'; with = { @{ Process = { if ($_.Text -ne 'c') { $_.Text.ToUpper() } } } }; texts = 'A', 'B', 'D', 'E' }
        @{ what = '-Session and -Scope'; with = { @{ Session = Get-GdnSession | Select-Object -Last 1; Scope = 'Global' } }; texts = 'a', 'b', 'c', 'd', 'e' }
    ) {
        $from = New-Name
        $to = New-Name
        $n = 0
        $ids = ('a', 'b', 'c', 'd', 'e' | ForEach-Object { $n++; $_ | Send-GdnMessage $from -Key $(if ($n % 2) { 'odd' } else { 'even' }) -Property @{ n = $n } -PassThru }).MessageId
        $given = & $with
        (Copy-GdnMessage $from $to -Create @given).Stored | Should -Be @($texts).Count
        (Read-All $to).Text | Should -BeExactly $texts
    }

    It 'takes a stream to another server while it is in use, and goes on there' {
        $here = Get-GdnSession
        $other = Start-GdnServer -InMemory
        $there = Connect-Gdn $other.Url $demo
        $null = Select-GdnSession $here
        $stream = New-Name
        $null = New-GdnStream $stream
        $null = New-GdnSubscription $stream keeps -From Earliest
        1..300 | Send-GdnMessage $stream -Key k
        (Copy-GdnMessage $stream $stream -Subscription moving -DestinationSession $there -Create -Count 200).Stored | Should -Be 200
        301..310 | Send-GdnMessage $stream -Key k
        (Copy-GdnMessage $stream $stream -Subscription moving -DestinationSession $there).Stored | Should -Be 110
        (Reset-GdnSubscription $stream moving Earliest -Force).Backlog | Should -Be 310
        (Copy-GdnMessage $stream $stream -Subscription moving -DestinationSession $there).AlreadyThere | Should -Be 310
        (Copy-GdnMessage $stream "$stream-all" -DestinationSession $there -Create).Stored | Should -Be 310
        $null = Select-GdnSession $there
        (Read-All $stream).Text | Should -Be (1..310 | ForEach-Object { "$_" })
        (Read-All "$stream-all").Key | Select-Object -Unique | Should -Be k
        Disconnect-Gdn $there
        $null = Select-GdnSession $here
        Stop-GdnServer $other
    }

    It 'remembers by a subscription how far it is' {
        $from = New-Name
        $to = New-Name
        1..10 | Send-GdnMessage $from -Key { "k$($_ % 2)" }
        $copy = Copy-GdnMessage $from $to -Subscription mirror -Create -Key k0 -Count 2
        $copy.Stored | Should -Be 2
        $copy.Subscription | Should -Be 'mirror'
        $rest = Copy-GdnMessage $from $to -Subscription mirror -Key k0
        $rest.Stored | Should -Be 3
        Assert-Soon { (Get-GdnSubscription $from mirror).Backlog | Should -Be 0 }
        (Copy-GdnMessage $from $to -Subscription mirror).Stored | Should -Be 0
        11..12 | Send-GdnMessage $from
        (Copy-GdnMessage $from $to -Subscription mirror -Process { if ($_.Text -eq '12') { $_ } }).Stored | Should -Be 1
        Assert-Soon { (Get-GdnSubscription $from mirror).Backlog | Should -Be 0 }
        (Read-All $to).Text | Should -Be '2', '4', '6', '8', '10', '12'
    }

    It 'does not double what was stored and not acknowledged, unless with -Again' {
        $from = New-Name
        $to = New-Name
        1..5 | Send-GdnMessage $from
        $null = New-GdnSubscription $from keep -From Earliest
        (Copy-GdnMessage $from $to -Subscription mirror -Create).Stored | Should -Be 5
        $null = Reset-GdnSubscription $from mirror Earliest -Force
        (Copy-GdnMessage $from $to -Subscription mirror).AlreadyThere | Should -Be 5
        $null = Reset-GdnSubscription $from mirror Earliest -Force
        (Copy-GdnMessage $from $to -Subscription mirror -Again).Stored | Should -Be 5
        (Read-All $to).Count | Should -Be 10
    }

    It 'goes on where one message cannot be copied' {
        $from = New-Name
        $to = New-Name
        1..3 | Send-GdnMessage $from
        Assert-Failure (Get-Failure { $script:copy = Copy-GdnMessage $from $to -Create -Process { if ($_.Text -eq '2') { 'x' * 2MB } else { $_ } } }) GdnMessageTooLarge LimitsExceeded
        $copy.Failed | Should -Be 1
        (Read-All $to).Text | Should -Be '1', '3'
    }

    It 'sends no faster than -Rate' -Tag 'same everywhere' {
        $from = New-Name
        1..50 | Send-GdnMessage $from
        (Measure-Command { Copy-GdnMessage $from (New-Name) -Create -Rate 50 }).TotalSeconds | Should -BeGreaterThan 0.8
    }

    It 'gives up after -TimeoutSec where the server is gone' -Tag 'server only: it starts a server of its own and kills it' {
        $server = Start-GdnServer "$TestDrive/server"
        $session = Connect-Gdn -Local
        try {
            $from = New-Name
            1..10 | Send-GdnMessage $from -Session $session
            $failure = Get-Failure { Copy-GdnMessage $from (New-Name) -Create -Session $session -TimeoutSec 1 -WarningAction SilentlyContinue -Process { if ($_.Text -eq '5') { Stop-Process -Id $server.ProcessId -Force }; $_ } }
            $failure.FullyQualifiedErrorId | Should -Contain 'GdnTimeout,GdnStreams.Cmdlets.CopyGdnMessage'
        }
        finally {
            Disconnect-Gdn $session
            Get-GdnServer -Here | Where-Object Url -NE $global:SharedServer.Url | Stop-GdnServer
        }
    }

    It 'copies nothing with -WhatIf' -Tag 'same everywhere' {
        $from = New-Name
        1 | Send-GdnMessage $from
        $to = New-Name
        Copy-GdnMessage $from $to -Create -WhatIf
        Get-GdnStream $to -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'says what is wrong: <what>' -ForEach @(
        @{ what = 'no stream'; command = { Copy-GdnMessage (New-Name) x }; id = 'GdnStreamNotFound'; category = 'ObjectNotFound'; words = 'There is no global stream*' }
        @{ what = 'no target'; command = { Copy-GdnMessage $from (New-Name) }; id = 'GdnStreamNotFound'; category = 'ObjectNotFound'; words = 'There is no global stream*' }
        @{ what = 'itself'; command = { Copy-GdnMessage $from $from }; id = 'GdnBadRequest'; category = 'InvalidArgument'; words = 'A copy of*has no end*' }
        @{ what = 'no pattern'; command = { Copy-GdnMessage $from x -Match '(' }; id = 'GdnBadRequest'; category = 'InvalidArgument'; words = '-Match*' }
        @{ what = '-MaxScanned of a subscription'; command = { Copy-GdnMessage $from x -Subscription s -MaxScanned 1 }; id = 'GdnBadRequest'; category = 'InvalidArgument'; words = '-MaxScanned*' }
    ) {
        $from = New-Name
        1 | Send-GdnMessage $from
        Assert-Failure (Get-Failure { & $command | Out-Null }) $id $category $words
    }

    It 'shows what it did' -Tag 'same everywhere' {
        $from = New-Name
        1 | Send-GdnMessage $from
        Get-Header { Copy-GdnMessage $from (New-Name) -Create } | Should -Be 'Stream', 'Stored', 'AlreadyThere', 'Skipped', 'Failed', 'Targets'
    }
}
