BeforeAll {
    . "$PSScriptRoot/Shared.ps1"

    # Dead letters as the server stamps them.
    function Send-Dead([string] $To, [string] $Origin, [object[]] $Texts, [hashtable] $Property = @{}) {
        $Texts | Send-GdnMessage $To -Key { "k$_" } -EventTime '2026-03-01T12:00:00Z' -Property (@{
                REAL_TOPIC = "persistent://$((Get-GdnSession | Select-Object -Last 1).Tenant)/c8global.$((Get-GdnSession | Select-Object -Last 1).Fabric)/c8globals.$Origin"
                REAL_SUBSCRIPTION = 'work'; ORIGIN_MESSAGE_ID = '1:2'; ORIGIN_MESSAGE_IDY_TIME = '1:2'
            } + $Property)
    }
    function Get-Backlog([string] $Stream, [string] $Subscription = 'redrive') { (Get-GdnSubscription $Stream $Subscription).Backlog }
}

Describe 'Move-GdnMessage' {
    It 'takes the dead letters of a subscription back to their stream' {
        $orders = New-Name
        1..3 | Send-GdnMessage $orders -Key { "k$_" } -Property @{ p = '1' }
        $session = Get-GdnSession | Select-Object -Last 1
        # The server buries them after one redelivery.
        $options = [GdnStreams.Client.ConsumerOptions]::new()
        foreach ($pair in @{ Type = 'Shared'; InitialPosition = 'Earliest'; MaxRedeliverCount = 1; NegativeAckDelay = [timespan]::FromMilliseconds(100) }.GetEnumerator()) {
            [GdnStreams.Client.ConsumerOptions].GetProperty($pair.Key).SetValue($options, $pair.Value -as [GdnStreams.Client.ConsumerOptions].GetProperty($pair.Key).PropertyType)
        }
        $consumer = $session.SubscribeAsync([GdnStreams.Protocol.StreamName]::Parse("c8globals.$orders"), 'work', $options, [Threading.CancellationToken]::None).GetAwaiter().GetResult()
        Wait-Until {
            $message = $null
            while ($consumer.TryReceive([ref]$message)) { $null = $consumer.NegativeAcknowledgeAsync($message.Id, [Threading.CancellationToken]::None).AsTask().Wait(5000) }
            (Get-GdnStream "$orders-work-DLQ" -ErrorAction Ignore) -and (Get-GdnStreamStatistic "$orders-work-DLQ").MessagesIn -eq 3
        }
        $consumer.DisposeAsync().AsTask().Wait(5000) | Should -BeTrue
        $move = Move-GdnMessage "$orders-work-DLQ"
        $move.Stored | Should -Be 3
        $move.AlreadyThere + $move.Skipped + $move.Failed | Should -Be 0
        $move.Subscription | Should -Be 'redrive'
        $move.Stream | Should -Be "$orders-work-DLQ"
        $move.Targets["c8globals.$orders"] | Should -Be 3
        $all = @(Read-All $orders)
        $all.Text | Select-Object -Last 3 | Sort-Object | Should -Be '1', '2', '3'
        $back = $all[-1]
        $back.Key | Should -Be "k$($back.Text)"
        $back.Properties.Keys | Sort-Object | Should -Be 'gdn-redrive-count', 'p'
        $back.Properties['gdn-redrive-count'] | Should -Be '1'
        Assert-Soon { Get-Backlog "$orders-work-DLQ" | Should -Be 0 }
    }

    It 'takes each message to the stream on which it died, in order' {
        $dead = New-Name
        $a = New-Name
        $b = New-Name
        foreach ($n in 1..20) { Send-Dead $dead $(if ($n % 3) { $a } else { $b }) $n }
        $move = Move-GdnMessage $dead -Create
        $move.Stored | Should -Be 20
        $move.Targets["c8globals.$a"] | Should -Be 14
        (Read-All $a).Text | Should -Be (1..20 | Where-Object { $_ % 3 })
        (Read-All $b).Text | Should -Be (3, 6, 9, 12, 15, 18)
        (Read-All $a)[0].EventTime | Should -Be '2026-03-01T12:00:00.000Z'
        "$move" | Should -Be "${dead}: 20"
    }

    It 'takes messages anywhere with -Destination, and what marks a dead letter with them' {
        $dead = New-Name
        $to = New-Name
        Send-Dead $dead (New-Name) 1, 2
        (Move-GdnMessage $dead -To $to -Create).Stored | Should -Be 2
        (Read-All $to)[0].Properties['REAL_SUBSCRIPTION'] | Should -Be 'work'
        $origin = New-Name
        $parked = New-Name
        Send-Dead $parked $origin 3
        (Move-GdnMessage $parked $to).Stored | Should -Be 1
        (Read-All $to).Text | Should -Be '1', '2', '3'
    }

    It 'leaves what the filters leave, and moves it another time: <what>' -ForEach @(
        @{ what = '-Key'; with = @{ Key = 'k2', 'k3', 'k5' }; moved = '2', '3', '5' }
        @{ what = '-Property'; with = @{ Property = @{ REAL_SUBSCRIPTION = 'wor*' } }; moved = '1', '2', '3', '4', '5', '6' }
        @{ what = '-Match'; with = @{ Match = '^[146]$' }; moved = '1', '4', '6' }
        @{ what = '-SimpleMatch'; with = @{ Match = '6'; SimpleMatch = $true }; moved = '6' }
        @{ what = '-Where'; with = @{ Where = { [int]$_.Text % 2 } }; moved = '1', '3', '5' }
        @{ what = '-Count'; with = @{ Count = 4 }; moved = '1', '2', '3', '4' }
        @{ what = '-Process that writes nothing'; with = @{ Process = { if ($_.Text -gt 4) { $_ } } }; moved = '5', '6' }
    ) {
        $dead = New-Name
        $to = New-Name
        Send-Dead $dead $to (1..6)
        $move = Move-GdnMessage $dead @with -Create
        $move.Stored | Should -Be @($moved).Count
        if (-not $with.Count) { $move.Skipped | Should -Be (6 - @($moved).Count) }
        (Read-All $to).Text | Should -Be $moved
        Assert-Soon { Get-Backlog $dead | Should -Be (6 - @($moved).Count) }
        # What was left lies below what was moved, and is not taken for it.
        $rest = Move-GdnMessage $dead -Create
        $rest.Stored | Should -Be (6 - @($moved).Count)
        $rest.AlreadyThere | Should -Be 0
        (Read-All $to).Text | Sort-Object | Should -Be '1', '2', '3', '4', '5', '6'
        Assert-Soon { Get-Backlog $dead | Should -Be 0 }
    }

    It 'edits the messages on the way' -Tag 'same everywhere' {
        $dead = New-Name
        $to = New-Name
        Send-Dead $dead $to '{"id":1}', '{"id":2}', '{"id":3}'
        (Move-GdnMessage $dead -Create -Process { if ($_.Json.id -eq 1) { 'text' } elseif ($_.Json.id -eq 2) { @{ id = 22 } } else { $_ } }).Stored | Should -Be 3
        $all = @(Read-All $to)
        $all.Text | Should -Be 'text', '{"id":22}', '{"id":3}'
        $all[1].Key | Should -Be 'k{"id":2}'
    }

    It 'leaves a message whose script block fails, and goes on: <what>' -ForEach @(
        @{ what = 'throws'; edit = { if ($_.Text -eq '2') { throw 'no' } else { $_ } }; id = 'GdnBadRequest'; category = 'InvalidArgument'; words = 'The script block of -Process failed: no' }
        @{ what = 'writes two'; edit = { if ($_.Text -eq '2') { 1, 2 } else { $_ } }; id = 'GdnBadRequest'; category = 'InvalidArgument'; words = 'The script block of -Process wrote a list, or 2 objects*' }
        @{ what = 'makes it too large'; edit = { if ($_.Text -eq '2') { 'x' * 2MB } else { $_ } }; id = 'GdnMessageTooLarge'; category = 'LimitsExceeded'; words = '*' }
    ) {
        $dead = New-Name
        $to = New-Name
        Send-Dead $dead $to (1..4)
        $failure = Get-Failure { $script:move = Move-GdnMessage $dead -Create -Process $edit }
        Assert-Failure $failure $id $category $words
        $failure.TargetObject.Text | Should -Be '2'
        $move.Failed | Should -Be 1
        $move.Stored | Should -Be 3
        (Move-GdnMessage $dead).Stored | Should -Be 1
        (Read-All $to).Text | Should -Be '1', '3', '4', '2'
    }

    It 'stops moving what comes back again and again' {
        $dead = New-Name
        $to = New-Name
        Send-Dead $dead $to 1 @{ 'gdn-redrive-count' = '3' }
        Send-Dead $dead $to 2 @{ 'gdn-redrive-count' = '2' }
        Send-Dead $dead $to 3 @{ 'gdn-redrive-count' = 'nonsense' }
        $failure = Get-Failure { $script:move = Move-GdnMessage $dead -Create }
        Assert-Failure $failure GdnRedriveLimit LimitsExceeded "1 message of c8globals.$dead/redrive stays, as it was moved 3 times already and came back."
        $move.Stored | Should -Be 2
        $move.Skipped | Should -Be 1
        (Read-All $to).Properties.'gdn-redrive-count' | Should -Be '3', '1'
        (Move-GdnMessage $dead -MaxRedrive 4).Stored | Should -Be 1
    }

    It 'leaves what does not say where it came from: <what>' -ForEach @(
        @{ what = 'nothing'; topic = $null; words = 'they do not say on which stream they died.' }
        @{ what = 'nonsense'; topic = 'a/b'; words = "they died on 'a/b', which is no stream." }
        @{ what = 'a Pulsar''s topic'; topic = 'persistent://public/default/x'; words = "they died on 'persistent://public/default/x', which is no stream." }
        @{ what = 'another fabric'; topic = 'persistent://demo/c8global.other/c8globals.x'; words = 'they died in the fabric other of demo, and the session is in *' }
    ) {
        $dead = New-Name
        $to = New-Name
        $with = if ($topic) { @{ Property = @{ REAL_TOPIC = $topic } } } else { @{} }
        'x', 'y' | Send-GdnMessage $dead @with
        Send-Dead $dead $to 'z'
        $failure = Get-Failure { $script:move = Move-GdnMessage $dead -Create }
        Assert-Failure $failure GdnNoOrigin InvalidArgument "2 messages of c8globals.$dead/redrive stay: $words"
        $move.Failed | Should -Be 2
        $move.Stored | Should -Be 1
        (Move-GdnMessage $dead $to).Stored | Should -Be 2
    }

    It 'goes on with the others where one stream is gone' {
        $dead = New-Name
        $gone = New-Name
        $to = New-Name
        $null = New-GdnStream $to
        1..4 | ForEach-Object { Send-Dead $dead $(if ($_ % 2) { $gone } else { $to }) $_ }
        $failure = Get-Failure { $script:move = Move-GdnMessage $dead }
        Assert-Failure $failure GdnStreamNotFound ObjectNotFound "There is no global stream '$gone'*"
        $move.Failed | Should -Be 2
        $move.Stored | Should -Be 2
        (Read-All $to).Text | Should -Be '2', '4'
        Assert-Soon { Get-Backlog $dead | Should -Be 2 }
    }

    It 'takes the only subscription that there is, or the one that is named' {
        $dead = New-Name
        $to = New-Name
        Send-Dead $dead $to (1..3)
        $null = New-GdnSubscription $dead mine -From Earliest
        (Move-GdnMessage $dead -Create -Count 1).Subscription | Should -Be 'mine'
        $null = New-GdnSubscription $dead other -From Earliest
        Assert-Failure (Get-Failure { Move-GdnMessage $dead }) GdnBadRequest InvalidArgument "c8globals.$dead has the subscriptions mine, other*-Subscription."
        (Move-GdnMessage $dead -Subscription mine).Stored | Should -Be 2
        (Get-GdnSubscription $dead other).Backlog | Should -BeGreaterThan 0
        (Read-All $to).Text | Should -Be '1', '2', '3'
        (Get-GdnSubscription $dead mine | Move-GdnMessage).Stored | Should -Be 0
    }

    It 'moves what there was when it began, and nothing that comes back meanwhile' {
        $dead = New-Name
        Send-Dead $dead (New-Name) (1..50)
        # Every moved message dies again at once.
        (Move-GdnMessage $dead -Create -Process { Send-Dead $dead (New-Name) $_.Text; $_ }).Stored | Should -Be 50
        Assert-Soon { Get-Backlog $dead | Should -Be 50 }
    }

    It 'does not double what was stored and not acknowledged' {
        $dead = New-Name
        $to = New-Name
        Send-Dead $dead $to (1..100)
        (Move-GdnMessage $dead -Create -Where { $_.Text -ne '50' }).Stored | Should -Be 99
        # As if no acknowledgement had reached the disk.
        $null = Reset-GdnSubscription $dead redrive Earliest -Force
        $again = Move-GdnMessage $dead -Where { $_.Text -ne '50' }
        $again.Stored | Should -Be 0
        (Read-All $to).Count | Should -Be 99
        (Move-GdnMessage $dead).Stored | Should -Be 1
        (Read-All $to).Text | Should -Be (@(1..49) + @(51..100) + 50)
    }

    It 'loses nothing that was skipped when others were moved, and is moved after a reset' {
        $dead = New-Name
        $to = New-Name
        Send-Dead $dead $to (1..12)
        $null = New-GdnSubscription $dead keep -From Earliest
        $null = New-GdnSubscription $dead redrive -From Earliest
        # The first three, and one between others, are taken out by somebody else.
        $null = Skip-GdnSubscription $dead redrive 3 -Force
        $seen = Receive-GdnMessage $dead redrive -Count 4 -AckMode Manual
        $seen[2] | Confirm-GdnMessage
        $seen | Where-Object Text -NE '6' | Deny-GdnMessage -WarningAction Ignore
        (Move-GdnMessage $dead -Create -Subscription redrive).Stored | Should -Be 8
        (Read-All $to).Text | Should -Be (@(4, 5) + @(7..12))
        $null = Reset-GdnSubscription $dead redrive Earliest -Force
        $move = Move-GdnMessage $dead -Subscription redrive
        $move.Stored | Should -Be 4
        $move.AlreadyThere | Should -Be 8
        @(Read-All $to).Text | Should -Be (@(4, 5) + @(7..12) + @(1..3) + 6)
        Assert-Soon { Get-Backlog $dead | Should -Be 0 }
    }

    It 'stores once more with -Again' {
        $dead = New-Name
        $to = New-Name
        Send-Dead $dead $to (1..5)
        $null = New-GdnSubscription $dead keep -From Earliest
        $null = New-GdnSubscription $dead redrive -From Earliest
        (Move-GdnMessage $dead -Create).Stored | Should -Be 5
        $null = Reset-GdnSubscription $dead redrive Earliest -Force
        $dropped = Move-GdnMessage $dead
        $dropped.AlreadyThere | Should -Be 5
        $null = Reset-GdnSubscription $dead redrive Earliest -Force
        (Move-GdnMessage $dead -Again).Stored | Should -Be 5
        (Read-All $to).Count | Should -Be 10
    }

    It 'leaves more than the server sends ahead, and moves what lies behind' {
        $dead = New-Name
        $to = New-Name
        Send-Dead $dead $to (1..2500)
        $move = Move-GdnMessage $dead -Create -Where { [int]$_.Text -gt 2400 }
        $move.Stored | Should -Be 100
        $move.Skipped | Should -Be 2400
        Assert-Soon { Get-Backlog $dead | Should -Be 2400 }
    }

    It 'lets nobody beside it, and says who is there' {
        $dead = New-Name
        Send-Dead $dead (New-Name) 1
        $null = Receive-GdnMessage $dead redrive -InitialPosition Earliest -Count 1 -AckMode Manual
        Assert-Failure (Get-Failure { Move-GdnMessage $dead -Create }) GdnSubscriptionBusy ResourceBusy
    }

    It 'sends no faster than -Rate' -Tag 'same everywhere' {
        $dead = New-Name
        Send-Dead $dead (New-Name) (1..50)
        (Measure-Command { Move-GdnMessage $dead -Create -Rate 50 }).TotalSeconds | Should -BeGreaterThan 0.8
    }

    It 'moves nothing with -WhatIf' -Tag 'same everywhere' {
        $dead = New-Name
        Send-Dead $dead (New-Name) 1
        Move-GdnMessage $dead -WhatIf
        Get-GdnSubscription $dead | Should -BeNullOrEmpty
    }

    It 'takes streams of other scopes, of the pipeline and of other sessions' {
        $dead = New-Name
        $to = New-Name
        Send-Dead $dead $to 1
        (Get-GdnStream $dead | Move-GdnMessage -Create -Session (Get-GdnSession | Select-Object -Last 1)).Stored | Should -Be 1
        $local = New-Name
        'x' | Send-GdnMessage $local -Scope Local
        (Move-GdnMessage $local "c8locals.$to" -Scope Local -Create).Stored | Should -Be 1
        (Read-All "c8locals.$to").Text | Should -Be 'x'
    }

    It 'says what is wrong: <what>' -ForEach @(
        @{ what = 'no stream'; command = { Move-GdnMessage (New-Name) x }; id = 'GdnStreamNotFound'; category = 'ObjectNotFound'; words = '*' }
        @{ what = 'no target'; command = { Move-GdnMessage $dead (New-Name) }; id = 'GdnStreamNotFound'; category = 'ObjectNotFound'; words = 'There is no global stream*' }
        @{ what = 'itself'; command = { Move-GdnMessage $dead $dead }; id = 'GdnBadRequest'; category = 'InvalidArgument'; words = 'The messages of*are there already*' }
        @{ what = 'no pattern'; command = { Move-GdnMessage $dead x -Match '(' }; id = 'GdnBadRequest'; category = 'InvalidArgument'; words = '-Match*' }
        @{ what = 'a filter that fails'; command = { Move-GdnMessage $dead x -Where { throw 'no' } }; id = 'GdnBadRequest'; category = 'InvalidArgument'; words = 'The script block of -Where failed: no*' }
    ) {
        $dead = New-Name
        Send-Dead $dead (New-Name) 1
        Assert-Failure (Get-Failure { & $command | Out-Null }) $id $category $words
        Get-GdnSubscription $dead | ForEach-Object { $_.Backlog | Should -Be 1 }
    }

    It 'loses and doubles nothing where the server restarts, and says what it could not do' -Tag 'server only: it starts a server of its own and kills it' {
        $server = Start-GdnServer "$TestDrive/server"
        $session = Connect-Gdn -Local
        try {
            $dead = New-Name
            $to = New-Name
            Send-Dead $dead $to (1..3000)
            $n = @{ n = 0 }
            $moves = & {
                Move-GdnMessage $dead -Create -TimeoutSec 60 -WarningAction SilentlyContinue -Process {
                    if (++$n.n -eq 1500) {
                        Stop-Process -Id $server.ProcessId -Force
                        Wait-Until { -not (Get-Process -Id $server.ProcessId -ErrorAction Ignore) }
                        $null = Start-GdnServer "$TestDrive/server" -Port $server.Url.Port
                    }
                    $_
                } -ErrorAction Continue
                Move-GdnMessage $dead
            }
            $moves | Should -Not -BeNullOrEmpty
            (Read-All $to).Text | Should -Be (1..3000)
            Assert-Soon { Get-Backlog $dead | Should -Be 0 }
        }
        finally {
            Disconnect-Gdn $session
            Get-GdnServer -Here | Where-Object Url -NE $global:SharedServer.Url | Stop-GdnServer
        }
    }

    It 'shows what it did' -Tag 'same everywhere' {
        $dead = New-Name
        Send-Dead $dead (New-Name) 1
        Get-Header { Move-GdnMessage $dead -Create } | Should -Be 'Stream', 'Stored', 'AlreadyThere', 'Skipped', 'Failed', 'Targets'
    }
}
