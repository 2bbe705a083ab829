BeforeAll {
    . "$PSScriptRoot/Shared.ps1"

    # What the workers of a handler tell the test.
    function New-Notes { , [Collections.Concurrent.ConcurrentQueue[string]]::new() }

    # Runs a script in a shell of its own, with the session and some values, until it is stopped.
    function Start-Shell([string] $Script, [hashtable] $Values) {
        $shell = [powershell]::Create()
        $null = $shell.AddScript("param(`$module, `$session, `$v) Import-Module `$module; `$PSDefaultParameterValues['*-Gdn*:Session'] = `$session; $Script").
            AddArgument((Get-Module GdnStreams).Path).AddArgument((Get-GdnSession)).AddArgument($Values)
        [pscustomobject]@{ Shell = $shell; Running = $shell.BeginInvoke() }
    }
}

Describe 'Invoke-GdnHandler' {
    BeforeEach {
        $stream = New-Name
        $null = New-GdnStream $stream
        $null = New-GdnSubscription $stream s
        $notes = New-Notes
    }

    It 'runs the script block for every message, and acknowledges' {
        1..20 | Send-GdnMessage $stream
        $status = Invoke-GdnHandler $stream -Subscription s -Count 20 -ScriptBlock { param($message) ($using:notes).Enqueue($message.Text) }
        $notes | Sort-Object { [int]$_ } | Should -Be (1..20)
        $status.State, $status.Received, $status.Succeeded, $status.FailedAttempts, $status.Open | Should -Be Ended, 20, 20, 0, 0
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 0 }
    }

    It 'works on the local stream as the consumer that it is told to be' -Tag 'same everywhere' {
        $null = New-GdnStream $stream -Scope Local
        $null = New-GdnSubscription $stream s -Scope Local
        1..3 | Send-GdnMessage $stream -Scope Local
        $session = Get-GdnSession
        $status = Invoke-GdnHandler $stream s { param($message) ($using:notes).Enqueue("$($message.Text) $((Get-GdnStreamStatistic $message.Stream -Scope Local -Session $using:session).Consumers.Name)") } -Scope Local -ConsumerName worker-7 -ReceiverQueueSize 2 -Count 3
        $notes | Sort-Object | Should -Be '1 worker-7', '2 worker-7', '3 worker-7'
        $status.Scope | Should -Be 'Local'
    }

    It 'takes the message as $_, too, and further arguments' -Tag 'same everywhere' {
        'a' | Send-GdnMessage $stream
        $null = Invoke-GdnHandler $stream s { param($message, $one, $two) ($using:notes).Enqueue("$($_.Text) $($message.Stream) $one $two") } -ArgumentList 1, 'zwei' -Count 1
        $notes | Should -Be "a $stream 1 zwei"
    }

    It 'takes subscriptions from the pipeline' {
        'a' | Send-GdnMessage $stream
        (Get-GdnSubscription $stream s | Invoke-GdnHandler -ScriptBlock { } -Count 1).Succeeded | Should -Be 1
    }

    It 'handles as many at a time as -ThrottleLimit says' -Tag 'same everywhere' {
        1..4 | Send-GdnMessage $stream
        $together = [Threading.Barrier]::new(4)
        $status = Invoke-GdnHandler $stream s -ThrottleLimit 4 -Count 4 -ScriptBlock { if (-not ($using:together).SignalAndWait(60000)) { throw 'alone' } }
        $status.Succeeded, $status.FailedAttempts | Should -Be 4, 0
    }

    It 'handles one at a time with -ThrottleLimit 1' {
        1..20 | Send-GdnMessage $stream
        $status = Invoke-GdnHandler $stream s -ThrottleLimit 1 -Count 20 -ScriptBlock { ($using:notes).Enqueue($_.Text) }
        $status.Workers | Should -Be 1
        $notes | Should -Be (1..20)
    }

    It 'keeps the order of each key, also over failures' {
        1..60 | ForEach-Object { "$_" | Send-GdnMessage $stream -Key "k$($_ % 3)" }
        $failed = [Collections.Concurrent.ConcurrentDictionary[string, int]]::new()
        $status = Invoke-GdnHandler $stream s -Count 60 -RetryDelaySec 0.01 -ScriptBlock {
            if ([int]$_.Text % 7 -eq 0 -and ($using:failed).TryAdd($_.Text, 1)) { throw 'again' }
            ($using:notes).Enqueue("$($_.Key) $($_.Text)")
        }
        $status.Succeeded, $status.FailedAttempts | Should -Be 60, 8
        foreach ($key in 0..2) {
            $notes | Where-Object { $_ -like "k$key *" } | ForEach-Object { [int]($_ -split ' ')[1] } | Should -Be (1..60 | Where-Object { $_ % 3 -eq $key })
        }
    }

    It 'does not hold up messages without a key for one that fails' {
        'bad', 'good' | Send-GdnMessage $stream
        $null = Invoke-GdnHandler $stream s -ThrottleLimit 1 -Count 2 -RetryDelaySec 4 -ScriptBlock {
            ($using:notes).Enqueue($_.Text)
            if ($_.Text -eq 'bad' -and ($using:notes).Count -eq 1) { throw 'once' }
        }
        $notes | Should -Be 'bad', 'good', 'bad'
    }

    It 'holds up all messages with -Ordered' {
        'bad', 'good' | Send-GdnMessage $stream
        $null = Invoke-GdnHandler $stream s -Ordered -Count 2 -RetryDelaySec 0.1 -ScriptBlock {
            ($using:notes).Enqueue($_.Text)
            if ($_.Text -eq 'bad' -and ($using:notes).Count -eq 1) { throw 'once' }
        }
        $notes | Should -Be 'bad', 'bad', 'good'
    }

    It 'tries again after a time that doubles' -Tag 'same everywhere' {
        'x' | Send-GdnMessage $stream
        $null = Invoke-GdnHandler $stream s -Count 1 -RetryDelaySec 0.2 -ScriptBlock {
            ($using:notes).Enqueue([Diagnostics.Stopwatch]::GetTimestamp())
            if (($using:notes).Count -lt 4) { throw 'again' }
        }
        $times = @($notes | ForEach-Object { [long]$_ / [Diagnostics.Stopwatch]::Frequency })
        $times.Count | Should -Be 4
        $times[1] - $times[0] | Should -BeGreaterOrEqual 0.1
        $times[2] - $times[1] | Should -BeGreaterOrEqual 0.2
        $times[3] - $times[2] | Should -BeGreaterOrEqual 0.4
    }

    It 'makes a dead letter in the form of the server''s own after -MaxAttempts' {
        $null = 'broken' | Send-GdnMessage $stream -Key k -Property @{ shop = 'north' } -EventTime '2024-05-06T07:08:09Z'
        $status = Invoke-GdnHandler $stream s -Count 1 -MaxAttempts 3 -RetryDelaySec 0.01 -WarningVariable warned -WarningAction SilentlyContinue -ScriptBlock { throw "cannot be done" }
        $status.DeadLettered, $status.FailedAttempts, $status.Succeeded, $status.Open | Should -Be 1, 3, 0, 0
        $status.LastErrors.Attempt | Should -Be 1, 2, 3
        $status.LastErrors[2].Error | Should -Be 'cannot be done'
        "$warned" | Should -BeLike "*failed 3 times*$stream-s-DLQ*cannot be done*"
        $dead = Receive-GdnMessage "$stream-s-DLQ" look -InitialPosition Earliest -Count 1
        $dead.Text, $dead.Key, $dead.Properties['shop'] | Should -Be 'broken', 'k', 'north'
        $dead.EventTime.UtcDateTime.ToString('s') | Should -Be '2024-05-06T07:08:09'
        $dead.Properties['REAL_TOPIC'] | Should -BeLike "persistent://*/c8global._system/c8globals.$stream"
        $dead.Properties['REAL_SUBSCRIPTION'] | Should -Be 's'
        $dead.Properties['ORIGIN_MESSAGE_ID'] | Should -Match '^\d+:\d+$'
        $dead.Properties['ORIGIN_MESSAGE_IDY_TIME'] | Should -Be $dead.Properties['ORIGIN_MESSAGE_ID']
        $dead.Properties['gdn-error'], $dead.Properties['gdn-attempts'] | Should -Be 'cannot be done', '3'
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 0 }
    }

    It 'takes another stream for dead letters' {
        'x' | Send-GdnMessage $stream
        $null = Invoke-GdnHandler $stream s -Count 1 -MaxAttempts 1 -DeadLetterStream "c8locals.$stream-dead" -WarningAction SilentlyContinue -ScriptBlock { throw 'no' }
        (Receive-GdnMessage "$stream-dead" look -Scope Local -InitialPosition Earliest -Count 1).Text | Should -Be 'x'
    }

    It 'does not acknowledge before the dead letter is stored' {
        'x' | Send-GdnMessage $stream
        $null = New-GdnStream "$stream-full"
        Stop-GdnStream "$stream-full" -Force
        $status = Invoke-GdnHandler $stream s -MaxAttempts 1 -DeadLetterStream "$stream-full" -SubscriptionType Shared -TimeoutSec 5 -DrainTimeoutSec 0 -WarningVariable warned -WarningAction SilentlyContinue -ScriptBlock { throw 'no' }
        $status.DeadLettered, $status.Open | Should -Be 0, 1
        "$warned" | Should -BeLike '*is not stored*terminated*'
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 1 }
    }

    It 'tries for ever with -MaxAttempts 0' -Tag 'same everywhere' {
        'x' | Send-GdnMessage $stream
        $status = Invoke-GdnHandler $stream s -Count 1 -MaxAttempts 0 -RetryDelaySec 0.001 -ScriptBlock { ($using:notes).Enqueue('x'); if (($using:notes).Count -lt 8) { throw 'again' } }
        $status.FailedAttempts, $status.Succeeded | Should -Be 7, 1
    }

    It 'takes an error that does not end a script for a failure, but not one that the script allows' -Tag 'same everywhere' {
        'x' | Send-GdnMessage $stream
        $status = Invoke-GdnHandler $stream s -Count 1 -RetryDelaySec 0.01 -ErrorVariable failure -ErrorAction SilentlyContinue -ScriptBlock {
            if (($using:notes).Count -eq 0) { ($using:notes).Enqueue('1'); Get-Item "nowhere-$($_.Text)" }
            Get-Item 'nowhere-allowed' -ErrorAction Continue
        }
        $status.FailedAttempts, $status.Succeeded | Should -Be 1, 1
        $status.LastErrors[0].Error | Should -BeLike '*nowhere-x*'
        $status.LastErrors[0].ErrorId | Should -BeLike 'PathNotFound*'
        "$failure" | Should -BeLike '*nowhere-allowed*'
    }

    It 'takes <what> for a failure' -Tag 'same everywhere' -ForEach @(
        @{ what = 'break'; script = { break } }
        @{ what = 'exit'; script = { exit 3 } }
        @{ what = 'an exception'; script = { [int]::Parse('x') } }
        @{ what = 'a parameter without a value'; script = { param([Parameter(Mandatory)] [int] $number) $number } }
    ) {
        'x', 'y' | Send-GdnMessage $stream
        $status = Invoke-GdnHandler $stream s -Count 2 -MaxAttempts 1 -WarningAction SilentlyContinue -ScriptBlock $script
        $status.DeadLettered, $status.Open | Should -Be 2, 0
        $status.LastErrors.Count | Should -Be 2
    }

    It 'writes warnings and verbose lines of the script as its own' -Tag 'same everywhere' {
        'x' | Send-GdnMessage $stream
        $said = Invoke-GdnHandler $stream s -Count 1 -Verbose -ScriptBlock { Write-Warning "careful $($_.Text)"; Write-Verbose 'in detail' -Verbose } 3>&1 4>&1
        "$said" | Should -BeLike '*careful x*'
        "$said" | Should -BeLike '*in detail*'
    }

    It 'stops a script that takes longer than -MessageTimeoutSec, and goes on' -Tag 'same everywhere' {
        'slow', 'quick' | Send-GdnMessage $stream
        $status = Invoke-GdnHandler $stream s -ThrottleLimit 1 -Count 2 -MaxAttempts 2 -RetryDelaySec 0.01 -MessageTimeoutSec 2 -WarningAction SilentlyContinue -ScriptBlock {
            if ($_.Text -eq 'slow') { try { while ($true) { Start-Sleep -Milliseconds 10 } } finally { ($using:notes).Enqueue('cleaned') } }
            ($using:notes).Enqueue($_.Text)
        }
        $status.Succeeded, $status.DeadLettered, $status.FailedAttempts | Should -Be 1, 1, 2
        $status.LastErrors[0].Error | Should -BeLike '*longer than 2 s*'
        $notes | Sort-Object | Should -Be 'cleaned', 'cleaned', 'quick'
    }

    It 'hands over variables with $using:' -Tag 'same everywhere' {
        'x' | Send-GdnMessage $stream
        $table = @{ name = 'n'; splat = @{ Separator = '-' } }
        ${odd name} = 'o'
        $null = Invoke-GdnHandler $stream s -Count 1 -ScriptBlock { ($using:notes).Enqueue("$($using:table.name) ${using:odd name} $($_.Text)"); & { ($using:notes).Enqueue($using:table['name']) } }
        $notes | Should -Be 'n o x', 'n'
        $failure = Get-Failure { Invoke-GdnHandler $stream s -Count 1 -ScriptBlock { $using:nowhere } }
        Assert-Failure $failure GdnBadRequest InvalidArgument '$using:nowhere'
    }

    It 'runs -InitializationScript once in each runspace, and imports modules' -Tag 'same everywhere' {
        1..10 | Send-GdnMessage $stream
        Set-Content "$TestDrive/Own.psm1" 'function Get-Own { "own" }'
        $factor = 3
        $status = Invoke-GdnHandler $stream s -Count 10 -ThrottleLimit 2 -ImportModule "$TestDrive/Own.psm1" -InitializationScript { ($using:notes).Enqueue('init'); $times = $using:factor; function Get-Times($n) { $times * $n } } `
            -ScriptBlock { ($using:notes).Enqueue("$(Get-Times ([int]$_.Text)) $(Get-Own)") }
        $status.Succeeded | Should -Be 10
        @($notes | Where-Object { $_ -eq 'init' }).Count | Should -BeIn (1..$status.Workers)
        $notes | Where-Object { $_ -ne 'init' } | Sort-Object { [int]($_ -split ' ')[0] } | Should -Be (1..10 | ForEach-Object { "$(3 * $_) own" })
    }

    It 'tells before it takes a message what is wrong with <what>' -Tag 'same everywhere' -ForEach @(
        @{ what = 'the initialization'; options = @{ InitializationScript = { throw 'not ready' } }; message = '*not ready*' }
        @{ what = 'a module'; options = @{ ImportModule = 'NoSuchModule' }; message = '*NoSuchModule*' }
        @{ what = 'the log'; options = @{ LogPath = '/nowhere/at/all.log' }; message = '*log file cannot be written*' }
        @{ what = 'a pattern'; options = @{ ReplyStream = 'a[' }; message = '*no pattern*'; id = 'GdnInvalidName' }
    ) {
        'x' | Send-GdnMessage $stream
        Assert-Failure (Get-Failure { Invoke-GdnHandler $stream s { } @options }) ($id ?? 'GdnBadRequest') InvalidArgument $message
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 1 }
    }

    It 'gives the handler''s session to the cmdlets of the script, and counts what they send' {
        'x' | Send-GdnMessage $stream
        $null = New-GdnStream "$stream-out"
        $status = Invoke-GdnHandler $stream s -Count 1 -ScriptBlock { "out of $($_.Text)" | Send-GdnMessage "$($_.Stream)-out" }
        $status.Succeeded | Should -Be 1
        (Receive-GdnMessage "$stream-out" s -InitialPosition Earliest -Count 1).Text | Should -Be 'out of x'
        'y' | Send-GdnMessage $stream
        $status = Invoke-GdnHandler $stream s -Count 1 -MaxAttempts 1 -WarningAction SilentlyContinue -ScriptBlock { 'lost' | Send-GdnMessage nowhere-at-all }
        $status.DeadLettered | Should -Be 1
        $status.LastErrors[0].ErrorId | Should -BeLike 'GdnStreamNotFound*'
    }

    It 'leaves it to a script that confirms or denies its message' {
        'a', 'b' | Send-GdnMessage $stream
        $status = Invoke-GdnHandler $stream s -Count 2 -ThrottleLimit 1 -ScriptBlock { if ($_.Text -eq 'a') { Confirm-GdnMessage $_; throw 'after it' } else { Deny-GdnMessage $_ } }
        $status.FailedAttempts, $status.Open | Should -Be 1, 0
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 1 }
        (Receive-GdnMessage $stream s -SubscriptionType Failover -Count 1).Text | Should -Be 'b'
    }

    It 'ends with its <what>' -ForEach @(
        @{ what = 'time'; options = { @{ TimeoutSec = $soon } } }
        @{ what = 'hour'; options = { @{ Until = [datetimeoffset]::Now.AddSeconds(10) } } }
        @{ what = 'earlier one of both'; options = { @{ Until = [datetimeoffset]::Now.AddSeconds(10); TimeoutSec = '1h' } } }
        @{ what = 'idle time'; options = { @{ IdleTimeoutSec = $soon } } }
        @{ what = 'backlog'; options = { @{ UntilCaughtUp = $true } } }
    ) {
        $soon = 5 # A Pulsar lets a new Failover consumer wait for a second.
        1..5 | Send-GdnMessage $stream
        $limits = & $options
        (Invoke-GdnHandler $stream s { } @limits).Succeeded | Should -Be 5
        Assert-Soon {
            $left = Get-GdnSubscription $stream s
            $left.Backlog, $left.Consumers | Should -Be 0, 0
        }
    }

    It 'gives back what it has not begun when its time is up' {
        1..50 | Send-GdnMessage $stream
        $status = Invoke-GdnHandler $stream s -ThrottleLimit 1 -TimeoutSec 5 -ScriptBlock { Start-Sleep -Milliseconds 300 }
        $status.Succeeded | Should -BeGreaterThan 0
        $status.Succeeded | Should -BeLessThan 50
        $status.Open | Should -Be (50 - $status.Succeeded)
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be $status.Open }
        (Invoke-GdnHandler $stream s { } -UntilCaughtUp).Succeeded | Should -Be $status.Open
    }

    It 'stops what does not end within -DrainTimeoutSec, and gives it back' {
        'x' | Send-GdnMessage $stream
        $status = Invoke-GdnHandler $stream s -TimeoutSec 5 -DrainTimeoutSec 0.2 -ScriptBlock { try { while ($true) { Start-Sleep -Milliseconds 10 } } finally { ($using:notes).Enqueue('stopped') } }
        $status.Succeeded, $status.FailedAttempts, $status.Open | Should -Be 0, 0, 1
        Wait-Until { $notes.Count }
        $notes | Should -Be 'stopped'
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 1 }
    }

    It 'receives no more than -ReceiverQueueSize that are not finished' -Tag 'server only: a Pulsar counts what is not acknowledged of Shared and KeyShared subscriptions only' {
        1..30 | Send-GdnMessage $stream
        $gate = [Threading.ManualResetEventSlim]::new()
        $values = @{ stream = $stream; gate = $gate }
        $run = Start-Shell 'Invoke-GdnHandler $v.stream s { param($m, $gate) $gate.Wait() } -ArgumentList $v.gate -ThrottleLimit 2 -ReceiverQueueSize 7 -UntilCaughtUp' $values
        Wait-Until { (Get-GdnSubscription $stream s).Unacknowledged -eq 7 }
        (Get-GdnSubscription $stream s).Unacknowledged | Should -Be 7
        $gate.Set()
        $run.Shell.EndInvoke($run.Running).Succeeded | Should -Be 30
        $run.Shell.Dispose()
    }

    It 'uses the type and the name of the consumer that it is given' {
        $run = Start-Shell 'Invoke-GdnHandler $v.stream s { } -SubscriptionType KeyShared -ConsumerName worker-7' @{ stream = $stream }
        Wait-Until { (Get-GdnSubscription $stream s).Consumers -eq 1 }
        (Get-GdnSubscription $stream s).Type | Should -Be KeyShared
        (Get-GdnStreamStatistic $stream).Consumers.Name | Should -Contain 'worker-7'
        $run.Shell.Stop()
        $run.Shell.Dispose()
    }

    It 'begins a new subscription where it is told to, on a stream that it creates' {
        $new = New-Name
        $null = Invoke-GdnHandler $new s { } -Create -TimeoutSec 0
        'x' | Send-GdnMessage $new
        (Invoke-GdnHandler $new t { } -InitialPosition Earliest -Count 1).Succeeded | Should -Be 1
    }

    It 'writes what the script writes with -PassThru, and a status only where one is asked for' -Tag 'same everywhere' {
        1..3 | Send-GdnMessage $stream
        Invoke-GdnHandler $stream s { "got $($_.Text)"; , @(1, 2) } -Count 3 -ThrottleLimit 1 -PassThru | ForEach-Object { "$_" } | Should -Be 'got 1', '1 2', 'got 2', '1 2', 'got 3', '1 2'
        1..3 | Send-GdnMessage $stream
        Invoke-GdnHandler $stream s { 'dropped' } -Count 3 | Should -BeOfType GdnStreams.Cmdlets.GdnHandlerStatus
    }

    It 'writes a status again and again with -StatusIntervalSec, and one at the end' -Tag 'same everywhere' {
        'x' | Send-GdnMessage $stream
        $all = @(Invoke-GdnHandler $stream s { Start-Sleep -Milliseconds 500 } -Count 1 -StatusIntervalSec 0.1)
        $all.Count | Should -BeGreaterThan 1
        $all[0].State, $all[-1].State | Should -Be Running, Ended
        $all[-1].Succeeded | Should -Be 1
    }

    It 'is shown as a table and a list' -Tag 'same everywhere' {
        'x' | Send-GdnMessage $stream
        $status = Invoke-GdnHandler $stream s { throw "bad`e[31m" } -Count 1 -MaxAttempts 1 -WarningAction SilentlyContinue
        Get-Header { $status } | Should -Be 'Stream', 'Subscription', 'State', 'Succeeded', 'Failed', 'Dead', 'Open', 'Rate/s', 'LastError'
        $status | Out-String -Width 200 | Should -BeLike '*bad\u001B*'
        $status | Format-List | Out-String -Width 200 | Should -BeLike '*attempt 1: bad\u001B*'
        $status.LastErrors | Format-Table | Out-String | Should -BeLike '*bad\u001B*'
    }

    It 'logs each event in a line without payloads, and keeps the file bounded' -Tag 'same everywhere' {
        'secret payload' | Send-GdnMessage $stream
        $log = "$TestDrive/handler.log"
        $file = [IO.File]::OpenWrite($log)
        $file.SetLength(10MB)
        $file.Dispose()
        $null = Invoke-GdnHandler $stream s -Count 1 -MaxAttempts 2 -RetryDelaySec 0.01 -LogPath $log -WarningAction SilentlyContinue -ScriptBlock { throw "bad`nline`e[31m" }
        (Get-Item "$log.1").Length | Should -Be 10MB
        $lines = Get-Content $log
        $lines | ForEach-Object { $_ | Should -Match '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (started|failed|dead-lettered|ended) ' }
        ($lines -replace '^\S+ (\S+) .*', '$1') | Should -Be 'started', 'failed', 'failed', 'dead-lettered', 'ended'
        $lines[1] | Should -BeLike '*attempt 1: bad\nline\u001B*'
        "$lines" | Should -Not -BeLike '*secret*'
    }

    It 'finishes what runs when it is stopped, and gives back the rest' {
        1..20 | Send-GdnMessage $stream
        $gate = [Threading.ManualResetEventSlim]::new()
        $run = Start-Shell 'Invoke-GdnHandler $v.stream s { param($m, $v) $v.notes.Enqueue("begin"); $v.gate.Wait(); $v.notes.Enqueue("end") } -ArgumentList $v -ThrottleLimit 2' @{ stream = $stream; gate = $gate; notes = $notes }
        Wait-Until { $notes.Count -eq 2 }
        $stopping = $run.Shell.BeginStop($null, $null)
        $run.Running.AsyncWaitHandle.WaitOne(3000) | Should -BeFalse # Time enough to hear of it.
        $gate.Set()
        $run.Shell.EndStop($stopping)
        $notes | Should -Be 'begin', 'begin', 'end', 'end'
        Wait-Until { (Get-GdnSubscription $stream s).Consumers -eq 0 } # Where the server is busy, it leaves a moment after Ctrl+C.
        Assert-Soon {
            $left = Get-GdnSubscription $stream s
            $left.Backlog, $left.Consumers, $left.Unacknowledged | Should -Be 18, 0, 0
        }
        $run.Shell.Dispose()
    }

    It 'ends soon when it is stopped while it waits' {
        $run = Start-Shell 'Invoke-GdnHandler $v.stream s { }' @{ stream = $stream }
        Wait-Until { (Get-GdnSubscription $stream s).Consumers -eq 1 }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $run.Shell.Stop()
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 15

        # Stopped during the handshake, the server sees it a moment later.
        Wait-Until { (Get-GdnSubscription $stream s).Consumers -eq 0 }
        $run.Shell.Dispose()
    }

    It 'is one error where <what>' -ForEach @(
        @{ what = 'there is no stream'; name = 'nowhere-at-all'; id = 'GdnStreamNotFound'; category = 'ObjectNotFound' }
        @{ what = 'the name is none'; name = 'c8globals.'; id = 'GdnInvalidName'; category = 'InvalidArgument' }
    ) {
        Assert-Failure (Get-Failure { Invoke-GdnHandler $name s { } }) $id $category
    }

    It 'says what to do about a busy subscription' {
        'x' | Send-GdnMessage $stream
        $held = Receive-GdnMessage $stream s -Count 1 -AckMode Manual
        $failure = Get-Failure { Invoke-GdnHandler $stream s { } -TimeoutSec 1 }
        Assert-Failure $failure GdnSubscriptionBusy ResourceBusy
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*another type*'
        Confirm-GdnMessage $held
    }

    It 'ends with an error when its session is disconnected' {
        $own = Connect-Target
        $run = Start-Shell 'Invoke-GdnHandler $v.stream s { } -Session $v.session' @{ stream = $stream; session = $own }
        Wait-Until { (Get-GdnSubscription $stream s).Consumers -eq 1 }
        Disconnect-Gdn $own
        Wait-Until { $run.Running.IsCompleted }
        $run.Shell.Streams.Error[0].FullyQualifiedErrorId | Should -BeLike 'GdnClosed,*'
        $run.Shell.Dispose()
    }

    It 'connects anew, however long it takes, and handles nothing again that it has handled' -Tag 'server only: it starts a server of its own and kills it' {
        $mortal = Start-GdnServer "$TestDrive/$stream" -Development
        $here = Connect-Gdn $mortal.Url $demo
        $null = New-GdnStream $stream -Session $here
        $null = New-GdnSubscription $stream s -Session $here
        $options = [GdnStreams.Client.GdnSessionOptions]@{ Url = $mortal.Url; Credential = [GdnStreams.Client.GdnCredential]::Password('root@demo.local', 'demo'); MaxReconnectAttempts = 1 }
        $short = [GdnStreams.Client.GdnSession]::ConnectAsync($options).GetAwaiter().GetResult()
        $log = "$TestDrive/$stream.log"
        1..5 | Send-GdnMessage $stream -Session $here
        $run = Start-Shell 'Invoke-GdnHandler $v.stream s { param($m, $v) $v.notes.Enqueue($m.Text) } -ArgumentList $v -Session $v.session -LogPath $v.log -UntilCaughtUp:$false' @{ stream = $stream; notes = $notes; session = $short; log = $log }
        Wait-Until { $notes.Count -eq 5 }
        Stop-Process -Id $mortal.ProcessId -Force
        Wait-Until { (Get-Content $log) -like '* disconnected *' }
        $null = Start-GdnServer "$TestDrive/$stream" -Development -Port $mortal.Url.Port
        Wait-Until { (Get-Content $log) -like '* connected *' }
        Disconnect-Gdn $here
        $here = Connect-Gdn $mortal.Url $demo
        6..8 | Send-GdnMessage $stream -Session $here
        Wait-Until { $notes.Count -ge 8 }
        $run.Shell.Stop()
        $run.Shell.Dispose()
        $notes | Sort-Object | Should -Be (1..8)
        Wait-Until { (Get-GdnSubscription $stream s -Session $here).Consumers -eq 0 } # Where the server is busy, it leaves a moment after Ctrl+C.
        Assert-Soon { (Get-GdnSubscription $stream s -Session $here).Backlog | Should -Be 0 }
        $here, $short | Disconnect-Gdn
        Get-GdnServer -Here | Where-Object Url -NE $server.Url | Stop-GdnServer
    }

    It 'ends well when the process is asked to end, as systemd does' -Tag 'server only: it starts a server of its own and kills it' -Skip:$IsWindows {
        'x', 'y' | Send-GdnMessage $stream
        $script = "$TestDrive/service.ps1"
        $log = "$TestDrive/$stream.log"
        Set-Content $script @"
            `$ErrorActionPreference = 'Stop'
            Import-Module '$((Get-Module GdnStreams).Path)'
            `$null = Connect-Gdn '$($server.Url)' ([pscredential]::new('root@demo.local', (ConvertTo-SecureString demo -AsPlainText -Force)))
            Invoke-GdnHandler $stream s { Set-Content '$TestDrive/$stream.begun' 1; Start-Sleep 1 } -LogPath '$log' | ConvertTo-Json -Depth 1 | Set-Content '$TestDrive/$stream.json'
"@
        $arguments = @(if ([Environment]::ProcessPath -like '*dotnet*') { [Environment]::GetCommandLineArgs()[0] }) + '-NoProfile', '-NonInteractive', '-File', $script
        $child = Start-Process ([Environment]::ProcessPath) $arguments -PassThru
        Wait-Until { Test-Path "$TestDrive/$stream.begun" }
        & /bin/sh -c "kill -TERM $($child.Id)"
        $child.WaitForExit(60000) | Should -BeTrue
        $child.ExitCode | Should -Be 0
        $status = Get-Content "$TestDrive/$stream.json" -Raw | ConvertFrom-Json
        $status.Succeeded | Should -BeGreaterThan 0
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be (2 - $status.Succeeded) }
        Get-Content $log -Tail 1 | Should -BeLike '*ended asked to end*'
    }
}
