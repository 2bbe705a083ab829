# A server that died is never an empty queue, and an acknowledgement that it did not get is never a success.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    function Stop-Hard($Server) {
        Stop-Process -Id $Server.ProcessId -Force
        Wait-Until { -not (Get-Process -Id $Server.ProcessId -ErrorAction Ignore) }
    }
}

Describe 'A server that dies' {
    BeforeEach {
        $stream = New-Name
        $mortal = Start-GdnServer "$TestDrive/$stream"
        $session = Connect-Gdn -Local
        1..3 | Send-GdnMessage $stream
    }

    AfterEach {
        Disconnect-Gdn $session
        Get-GdnServer -Here | Where-Object Url -NE $server.Url | Stop-GdnServer
    }

    It 'is one error at Confirm-GdnMessage that says how many messages come again' {
        $held = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 3 -AckMode Manual
        Stop-Hard $mortal
        $failure = Get-Failure { $held | Confirm-GdnMessage }
        Assert-Failure $failure GdnAcknowledgementsLost ConnectionError "3 acknowledgements of c8globals.$stream/s*delivered again"
    }

    It 'is the same error where some messages stay in the user''s hands' {
        $held = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 3 -AckMode Manual
        Stop-Hard $mortal
        Assert-Failure (Get-Failure { $held[0] | Confirm-GdnMessage }) GdnAcknowledgementsLost ConnectionError '1 acknowledgement of'
    }

    It 'is one error at Receive-GdnMessage that acknowledges after the pipeline' {
        $failure = Get-Failure { Receive-GdnMessage $stream s -InitialPosition Earliest -Count 3 -WarningAction Ignore | ForEach-Object { if ($_.Text -eq '3') { Stop-Hard $mortal } } }
        Assert-Failure $failure GdnAcknowledgementsLost ConnectionError 'acknowledgement'
    }

    It 'is a warning while Receive-GdnMessage waits, and GdnConnectionLost at the end of its <what>' -ForEach @(
        @{ what = 'time'; limit = @{ TimeoutSec = 10 } }
        @{ what = 'idle time'; limit = @{ IdleTimeoutSec = 4 } }
    ) {
        $failure = Get-Failure {
            Receive-GdnMessage $stream s -InitialPosition Earliest @limit -WarningVariable +script:warned -WarningAction SilentlyContinue |
                ForEach-Object { $_; if ($_.Text -eq '3') { Start-Sleep -Milliseconds 500; Stop-Hard $mortal } } | ForEach-Object { $script:last = $_.Text }
        }
        $failure.FullyQualifiedErrorId | Select-Object -First 1 | Should -BeLike 'GdnConnectionLost,*'
        $script:last | Should -Be '3'
        $script:warned.Count | Should -Be 1
        "$script:warned" | Should -BeLike "*c8globals.$stream/s is lost*"
        $script:warned = $null
    }

    It 'is told once when it is lost and, verbosely, when it is back, and nothing of the old connection is handed out' {
        1..5000 | Send-GdnMessage "$stream-many"
        $n = 0
        $said = Receive-GdnMessage "$stream-many" s -InitialPosition Earliest -IdleTimeoutSec 15 -Verbose 4>&1 3>&1 | ForEach-Object {
            if ($_ -is [Management.Automation.InformationalRecord]) { $_; return }
            if (++$n -eq 2500) {
                Stop-Hard $mortal
                $null = Start-GdnServer "$TestDrive/$stream" -Port $mortal.Url.Port -Verbose:$false
                Start-Sleep -Seconds 2
            }
            $_.Text
        }
        $texts = @($said | Where-Object { $_ -is [string] })
        @($texts | Sort-Object -Unique).Count | Should -Be 5000

        # What the server had read of the acknowledgements and not saved comes again, but nothing that waited in the buffer of the old connection.
        $twice = $texts | Group-Object | Where-Object Count -GT 1 | ForEach-Object Name
        $twice | Where-Object { [int]$_ -gt 2500 } | Should -BeNullOrEmpty
        $told = @($said | Where-Object { $_ -isnot [string] -and "$_" -match 'is lost|is back' })
        "$($told[0])" | Should -BeLike '*is lost*'
        "$($told[1])" | Should -BeLike '*is back*'
        $told.Count | Should -Be 2
        (Get-GdnSubscription "$stream-many" s).Backlog | Should -Be 0
    }

    It 'is one error of Send-GdnMessage after -TimeoutSec, whatever waits, and the next one fails at once' {
        'open' | Send-GdnMessage $stream -TimeoutSec 5
        Stop-Hard $mortal
        $failure = Get-Failure { 1..50 | Send-GdnMessage $stream -TimeoutSec 5 -WarningAction SilentlyContinue }
        Assert-Failure $failure GdnTimeout OperationTimeout "50 messages to c8globals.$stream"
        $failure.TargetObject | Should -Be (1..50)
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-TimeoutSec*'
        (Get-GdnSession).State | Should -Be 'Reconnecting'
        Get-GdnSession | Out-String | Should -BeLike '*Reconnecting*'
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Assert-Failure (Get-Failure { 'next' | Send-GdnMessage $stream -TimeoutSec 5 }) GdnConnectionFailed ConnectionError 'Nothing answers'
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
        $null = Start-GdnServer "$TestDrive/$stream" -Port $mortal.Url.Port
        'after' | Send-GdnMessage $stream -TimeoutSec 10
        Wait-Until { (Get-GdnSession).State -eq 'Open' }
    }

    It 'is one error of each Send-GdnMessage of a pipeline, about its own messages, though they share a producer' {
        'open' | Send-GdnMessage $stream -TimeoutSec 5
        $again = 0

        # Receipts of the first half are there before the second half begins, which meets a dead server as what the first half makes does.
        1..50 | ForEach-Object { if ($_ -eq 26) { Wait-Until { (Get-GdnStreamStatistic $stream -Session $session).MessagesIn -ge 29 + $again }; Start-Sleep -Milliseconds 500 }; $_ } |
            Send-GdnMessage $stream -TimeoutSec 5 -PassThru -ErrorVariable first -ErrorAction SilentlyContinue -WarningAction SilentlyContinue |
            ForEach-Object { if ($_.InputObject -eq 25) { Stop-Hard $mortal }; $again++; "again $($_.InputObject)" } |
            Send-GdnMessage $stream -TimeoutSec 5 -ErrorVariable second -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $late = @($first) + @($second) | Where-Object { $_ -is [Management.Automation.ErrorRecord] }
        $late.FullyQualifiedErrorId | Select-Object -Unique | Should -Be 'GdnTimeout,GdnStreams.Cmdlets.SendGdnMessage'
        @($first)[0].TargetObject | Where-Object { $_ -isnot [int] } | Should -BeNullOrEmpty
        @($first)[0].TargetObject | Should -Contain 50
        @($second)[0].TargetObject | Where-Object { $_ -notlike 'again *' } | Should -BeNullOrEmpty
        @($second)[0].TargetObject | Should -Contain 'again 25'
    }

    It 'is told with -Verbose, attempt by attempt' {
        'open' | Send-GdnMessage $stream -TimeoutSec 8
        Stop-Hard $mortal
        $said = 'x' | Send-GdnMessage $stream -TimeoutSec 8 -Verbose -WarningAction SilentlyContinue -ErrorAction SilentlyContinue 4>&1
        "$said" | Should -BeLike "*Sending to c8globals.$stream*Attempt * to restore*failed*next attempt*"
    }

    It 'is a warning while Send-GdnMessage waits, and every message is stored' {
        $port = $mortal.Url.Port
        $n = 0
        $receipts = 1..5000 | ForEach-Object {
            if (++$n -eq 2500) {
                Stop-Hard $mortal
                $null = Start-GdnServer "$TestDrive/$stream" -Port $port
            }
            $_
        } | Send-GdnMessage "$stream-sent" -PassThru -WarningVariable warned -WarningAction SilentlyContinue
        $receipts.Count | Should -Be 5000
        $warned.Count | Should -Be 1
        "$warned" | Should -BeLike "*Send-GdnMessage to c8globals.$stream-sent is lost*"
    }
}

Describe 'A server that accepts connections and says nothing' {
    BeforeAll {
        $quiet = Start-GdnServer -InMemory
        $session = Connect-Gdn -Local
        Stop-GdnServer $quiet
        $mute = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, $quiet.Url.Port)
        $mute.Start()
    }

    AfterAll { $mute.Stop(); Disconnect-Gdn $session }

    It 'is a warning of Send-GdnMessage at its first message, and an error after -TimeoutSec: <what>' -ForEach @(@{ what = 'the session''s producer'; own = @{} }, @{ what = 'one of its own'; own = @{ MaxInFlight = 5 } }) {
        $failure = Get-Failure { 1..3 | Send-GdnMessage anywhere -Session $session -TimeoutSec 8 @own -WarningVariable +script:warned -WarningAction SilentlyContinue }
        Assert-Failure $failure GdnTimeout OperationTimeout 'did not connect a producer of c8globals.anywhere within 8 s'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-TimeoutSec*'
        "$script:warned" | Should -BeLike 'Send-GdnMessage to c8globals.anywhere waits for the server*'
        $script:warned = $null
    }

    It 'is a warning of Receive-GdnMessage before it fails' {
        $shell = [powershell]::Create().AddScript('param($module, $session) Import-Module $module; Receive-GdnMessage anywhere s -Session $session').AddArgument((Get-Module GdnStreams).Path).AddArgument($session)
        $null = $shell.BeginInvoke()
        Wait-Until { $shell.Streams.Warning.Count -gt 0 }
        "$($shell.Streams.Warning[0])" | Should -BeLike 'Receive-GdnMessage from c8globals.anywhere/s waits for the server*'
        $shell.Stop()
        $shell.Dispose()
    }
}
