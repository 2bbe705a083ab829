BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Read-GdnMessage' {
    BeforeEach { $stream = New-Name }

    It 'reads what is there, in order, ends by itself, and leaves no trace' {
        1..1500 | Send-GdnMessage $stream
        (Read-GdnMessage $stream).Text | Should -Be (1..1500)
        Assert-Soon { Get-GdnSubscription $stream | Should -BeNullOrEmpty }
        (Read-GdnMessage $stream -Count 2).Text | Should -Be '1', '2'
    }

    It 'ends at once where nothing is there' {
        $null = New-GdnStream $stream
        Read-GdnMessage $stream | Should -BeNullOrEmpty
    }

    It 'ends at once where nothing is there any longer' -Tag 'server only: a Pulsar keeps what was acknowledged until it begins a new ledger' {
        'gone' | Send-GdnMessage $stream
        $null = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1
        Wait-Until { -not (Read-GdnMessage $stream) }
    }

    It 'ends where a compaction removed the last message' -Tag 'server only: a Pulsar compacts into a copy beside the stream' {
        'a' | Send-GdnMessage $stream -Key a
        'b' | Send-GdnMessage $stream -Key b
        Send-GdnMessage $stream '' -Key b
        $null = Compress-GdnStream $stream
        (Read-GdnMessage $stream).Text | Should -Be 'a'
    }

    It 'gives what a message has, but nothing to confirm' {
        'x' | Send-GdnMessage $stream -Key k -Property @{ p = 1 } -EventTime '2026-03-01T12:00:00Z'
        $message = Read-GdnMessage $stream
        $message.Text, $message.Key, $message.Properties['p'], $message.Stream | Should -Be 'x', 'k', '1', $stream
        $message.EventTime | Should -Be ([datetimeoffset]'2026-03-01T12:00:00Z')
        $message.Subscription | Should -BeNullOrEmpty
        Assert-Failure (Get-Failure { Confirm-GdnMessage $message }) GdnBadRequest InvalidArgument "was read and not received"
        Assert-Failure (Get-Failure { Deny-GdnMessage $message }) GdnBadRequest InvalidArgument 'Receive-GdnMessage'
    }

    It 'starts and ends with a message, by itself or by its id' {
        1..9 | Send-GdnMessage $stream
        $all = Read-GdnMessage $stream
        (Read-GdnMessage $stream -From $all[2]).Text | Should -Be (3..9)
        (Read-GdnMessage $stream -From $all[2].MessageId -To $all[4].MessageId).Text | Should -Be 3, 4, 5
        (Read-GdnMessage $stream -To $all[0]).Text | Should -Be '1'
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($all[7]))
        (Read-GdnMessage $stream -From $copy).Text | Should -Be 8, 9
        Read-GdnMessage $stream -From Latest | Should -BeNullOrEmpty
    }

    It 'starts with a time, and ends before one' {
        'early' | Send-GdnMessage $stream
        $first = (Read-GdnMessage $stream).PublishTime
        Wait-Until { [datetimeoffset]::Now -gt $first.AddMilliseconds(20) }
        'late' | Send-GdnMessage $stream
        (Read-GdnMessage $stream -From $first.AddMilliseconds(10)).Text | Should -Be 'late'
        (Read-GdnMessage $stream -To $first.AddMilliseconds(10)).Text | Should -Be 'early'
        (Read-GdnMessage $stream -From -1h).Text | Should -Be 'early', 'late'
        Read-GdnMessage $stream -From $first.AddDays(1) | Should -BeNullOrEmpty
        (Read-GdnMessage $stream -From $first -To $first.AddDays(1)).Text | Should -Be 'early', 'late'
    }

    It 'reads the last ones, however far back they are' {
        1..4000 | Send-GdnMessage $stream -Key { if ($_ % 1500 -eq 0) { 'rare' } }
        (Read-GdnMessage $stream -Last 3).Text | Should -Be 3998, 3999, 4000
        (Read-GdnMessage $stream -Last 2 -Key rare).Text | Should -Be 1500, 3000
        (Read-GdnMessage $stream -Last 9 -Key rare).Text | Should -Be 1500, 3000
        (Read-GdnMessage $stream -Last 5000).Count | Should -Be 4000
        $all = Read-GdnMessage $stream
        (Read-GdnMessage $stream -Last 2 -To $all[99]).Text | Should -Be 99, 100
        (Read-GdnMessage $stream -Last 500 -From $all[3997]).Text | Should -Be 3998, 3999, 4000
    }

    It 'follows, from the last ones on' {
        1..3 | Send-GdnMessage $stream
        (Read-GdnMessage $stream -Follow -Count 5 -TimeoutSec 60 | ForEach-Object { if ($_.Text -eq '3') { 4, 5 | Send-GdnMessage $stream }; $_.Text }) | Should -Be (1..5)
        (Read-GdnMessage $stream -Follow -Last 1 -Count 2 -TimeoutSec 60 | ForEach-Object { if ($_.Text -eq '5') { 6 | Send-GdnMessage $stream }; $_.Text }) | Should -Be 5, 6
        Read-GdnMessage $stream -Follow -From Latest -TimeoutSec 0.5 | Should -BeNullOrEmpty
    }

    It 'follows to the end of a stream that was terminated' {
        'x' | Send-GdnMessage $stream
        $null = Stop-GdnStream $stream -Force
        (Read-GdnMessage $stream -Follow -TimeoutSec 60).Text | Should -Be 'x'
    }

    It 'lets through what every filter lets through' -Tag 'same everywhere' {
        @{ kind = 'order'; n = 1 } | Send-GdnMessage $stream -Key 'a*' -Property @{ shop = 'north-1'; tone = 'loud' }
        @{ kind = 'order'; n = 2 } | Send-GdnMessage $stream -Key abc -Property @{ shop = 'north-2' }
        @{ kind = 'bill'; n = 3 } | Send-GdnMessage $stream -Property @{ shop = 'south' }
        function Numbers { $input.Json.n }
        Read-GdnMessage $stream -Key 'a*' | Numbers | Should -Be 1
        Read-GdnMessage $stream -Key 'ABC' | Should -BeNullOrEmpty
        Read-GdnMessage $stream -Key abc, '' | Numbers | Should -Be 2, 3
        Read-GdnMessage $stream -Property @{ shop = 'NORTH*' } | Numbers | Should -Be 1, 2
        Read-GdnMessage $stream -Property @{ shop = 'north*'; tone = '*' } | Numbers | Should -Be 1
        Read-GdnMessage $stream -Property @{ shop = 'south', '*-2' } | Numbers | Should -Be 2, 3
        Read-GdnMessage $stream -Property @{ shop = '*'; tone = $null } | Numbers | Should -Be 2, 3
        Read-GdnMessage $stream -Property @{ Shop = '*' } | Should -BeNullOrEmpty
        Read-GdnMessage $stream -Match '"KIND":"(order|bill)".*[13]|[13].*kind' | Numbers | Should -Be 1, 3
        Read-GdnMessage $stream -Match '"bill"' -SimpleMatch | Numbers | Should -Be 3
        Read-GdnMessage $stream -Match '.' -SimpleMatch | Should -BeNullOrEmpty
        Read-GdnMessage $stream -Where { $_.Json.n -gt 1 } -Key abc | Numbers | Should -Be 2
        Read-GdnMessage $stream -Where { $_.Json.n -gt 1 } -Count 1 | Numbers | Should -Be 2
    }

    It 'says what is wrong with a filter or a range: <what>' -Tag 'same everywhere' -ForEach @(
        @{ what = 'no regular expression'; script = { Read-GdnMessage $stream -Match '(' }; id = 'GdnBadRequest'; says = '-SimpleMatch' }
        @{ what = 'plain text of nothing'; script = { Read-GdnMessage $stream -SimpleMatch }; id = 'GdnBadRequest'; says = 'give -Match' }
        @{ what = 'no pattern'; script = { Read-GdnMessage $stream -Property @{ a = '[' } }; id = 'GdnInvalidName'; says = "needs its ']'" }
        @{ what = 'a block that throws'; script = { Read-GdnMessage $stream -Where { throw 'no luck' } }; id = 'GdnBadRequest'; says = '-Where failed: no luck' }
        @{ what = 'an end before the start'; script = { Read-GdnMessage $stream -From -1h -To -2h }; id = 'GdnBadRequest'; says = 'is not before' }
        @{ what = 'an end at the beginning'; script = { Read-GdnMessage $stream -To Earliest }; id = 'GdnBadRequest'; says = '-To Earliest' }
        @{ what = 'an end without end'; script = { Read-GdnMessage $stream -To -1h -Follow }; id = 'GdnBadRequest'; says = '-Follow' }
    ) {
        'x' | Send-GdnMessage $stream
        Assert-Failure (Get-Failure $script) $id InvalidArgument $says
    }

    It 'gives up on an expression that takes for ever' -Tag 'same everywhere' {
        ('a' * 40) | Send-GdnMessage $stream
        Assert-Failure (Get-Failure { Read-GdnMessage $stream -Match '^(a+)+$b' }) GdnTimeout OperationTimeout '-Match'
    }

    It 'says that it ended early, and where' {
        1..30 | Send-GdnMessage $stream
        $read = Read-GdnMessage $stream -MaxScanned 10 -Match '5' -WarningVariable warning -WarningAction SilentlyContinue
        $read.Text | Should -Be '5'
        $tenth = (Read-GdnMessage $stream -Count 10)[9].MessageId
        "$warning" | Should -BeLike "10 messages of *$stream were read, as -MaxScanned allows, and there are more. The last of them is $tenth."
        $null = Read-GdnMessage $stream -MaxScanned 30 -WarningVariable warning
        $warning | Should -BeNullOrEmpty
    }

    It 'shows how far it is' -Tag 'same everywhere' {
        1..200 | Send-GdnMessage $stream
        $shell = [powershell]::Create().AddScript('param($module, $session, $stream) Import-Module $module; Read-GdnMessage $stream -Session $session -Where { Start-Sleep -Milliseconds 20; $false }')
        $null = $shell.AddArgument((Get-Module GdnStreams).Path).AddArgument((Get-GdnSession)).AddArgument($stream).Invoke()
        $shell.Streams.Error | Should -BeNullOrEmpty
        $shell.Streams.Progress[0].Activity | Should -BeLike "*$stream"
        $shell.Streams.Progress[0].StatusDescription | Should -BeLike '* messages read, up to *; 0 wanted'
        $shell.Streams.Progress[-1].RecordType | Should -Be 'Completed'
        $shell.Dispose()
    }

    It 'takes from the screen how far it is, where the pipeline <what>' -ForEach @(
        @{ what = 'has enough'; after = 'Select-Object -First 4' }, @{ what = 'throws'; after = 'ForEach-Object { if ($_.Text -eq 4) { throw "no more" } }' }
    ) {
        1..5 | Send-GdnMessage $stream
        $shell = [powershell]::Create().AddScript("param(`$module, `$session, `$stream) Import-Module `$module; try { `$null = Read-GdnMessage `$stream -Session `$session -Where { Start-Sleep -Milliseconds 900; `$true } | $after } catch { }")
        $null = $shell.AddArgument((Get-Module GdnStreams).Path).AddArgument((Get-GdnSession)).AddArgument($stream).Invoke()
        $shell.Streams.Progress.Count | Should -BeGreaterThan 1
        $shell.Streams.Progress[0].RecordType, $shell.Streams.Progress[-1].RecordType | Should -Be 'Processing', 'Completed'
        $shell.Dispose()
    }

    It 'does not read a stream that was mistyped, and goes on with the next' {
        'x' | Send-GdnMessage $stream
        $failure = Get-Failure { Read-GdnMessage "$stream-no" }
        Assert-Failure $failure GdnStreamNotFound ObjectNotFound $stream
        Get-GdnStream "$stream-no*" | Should -BeNullOrEmpty
        $piped = [pscustomobject]@{ Stream = "$stream-no" }, [pscustomobject]@{ Stream = $stream }
        ($piped | Read-GdnMessage -ErrorAction SilentlyContinue).Text | Should -Be 'x'
    }

    It 'takes streams from the pipeline, with their scope' {
        'global' | Send-GdnMessage $stream
        'local' | Send-GdnMessage "c8locals.$stream"
        (Get-GdnStream $stream | Sort-Object Scope | Read-GdnMessage).Text | Should -Be 'global', 'local'
        (Read-GdnMessage $stream -Scope Local).Text | Should -Be 'local'
    }

    It 'leaves no reader behind however it ends' {
        1..2000 | Send-GdnMessage $stream
        (Read-GdnMessage $stream | Select-Object -First 2).Text | Should -Be 1, 2
        { Read-GdnMessage $stream | ForEach-Object { throw 'no' } } | Should -Throw 'no'
        $open = [Reflection.BindingFlags]'NonPublic, Instance'
        $session = Get-GdnSession
        $session.GetType().GetField('_open', $open).GetValue($session).Keys | Where-Object { $_.GetType().Name -eq 'Reader' } | Should -BeNullOrEmpty
        Assert-Soon { @((Get-GdnStreamStatistic $stream).Consumers).Count | Should -Be 0 }
    }
}

Describe 'Read-GdnMessage -Subscription' {
    BeforeEach {
        $stream = New-Name
        $null = New-GdnStream $stream
        $null = New-GdnSubscription $stream s
    }

    It 'looks at a backlog, from a place on, and takes nothing' {
        1..450 | Send-GdnMessage $stream
        (Read-GdnMessage $stream s).Text | Should -Be (1..450)
        (Read-GdnMessage $stream s -Skip 448).Text | Should -Be 449, 450
        (Read-GdnMessage $stream s -Skip 200 -Count 2).Text | Should -Be 201, 202
        Read-GdnMessage $stream s -Skip 450 | Should -BeNullOrEmpty
        Assert-Soon {
            $left = Get-GdnSubscription $stream s
            $left.Backlog, $left.Unacknowledged, $left.Consumers | Should -Be 450, 0, 0
        }
        (Read-GdnMessage $stream s -Count 1).Subscription | Should -Be 's'
    }

    It 'reads on where others acknowledge meanwhile' {
        1..600 | Send-GdnMessage $stream
        $read = Read-GdnMessage $stream s | ForEach-Object {
            if ($_.Text -eq '150') { $null = Receive-GdnMessage $stream s -Count 300 }
            $_.Text
        }
        $read | Select-Object -First 200 | Should -Be (1..200)
        $read | Select-Object -Last 300 | Should -Be (301..600)
        $read | Sort-Object { [int]$_ } -Unique | Should -Be $read
    }

    It 'has filters and bounds' {
        1..30 | Send-GdnMessage $stream
        (Read-GdnMessage $stream s -Match '^.5$').Text | Should -Be 15, 25
        (Read-GdnMessage $stream s -MaxScanned 15 -Match '5$' -WarningVariable warning -WarningAction SilentlyContinue).Text | Should -Be 5, 15
        "$warning" | Should -BeLike '15 messages of *'
    }

    It 'takes subscriptions from the pipeline' {
        $null = New-GdnSubscription $stream t
        'x' | Send-GdnMessage $stream
        (Get-GdnSubscription $stream | Read-GdnMessage).Subscription | Should -Be 's', 't'
    }

    It 'gives nothing to confirm' {
        'x' | Send-GdnMessage $stream
        Assert-Failure (Get-Failure { Read-GdnMessage $stream s | Confirm-GdnMessage }) GdnBadRequest InvalidArgument 'was read and not received'
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 1 }
    }

    It 'tells of a subscription that is not there' {
        Assert-Failure (Get-Failure { Read-GdnMessage $stream nobody }) GdnSubscriptionNotFound ObjectNotFound nobody
        { Read-GdnMessage $stream -Subscription s -From Earliest } | Should -Throw '*parameter set*'
    }
}
