# Ctrl+C ends whatever a cmdlet waits for at once: each of these would wait for half a minute and more.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $module = "$root/GdnStreams.psd1"

    # Runs a script in a runspace of its own, stops it once it waits, and tells how long the end took.
    function Measure-Stop([string] $Script, [scriptblock] $Until, [hashtable] $With = @{}) {
        $shell = [powershell]::Create().AddScript("param(`$module, `$with) Import-Module `$module; $Script").AddArgument($module).AddArgument($With)
        $script:stopping = $shell
        try {
            $running = $shell.BeginInvoke()
            Wait-Until $Until
            $shell.InvocationStateInfo.State | Should -Be 'Running'
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $watch.Elapsed.TotalSeconds
        }
        finally { $shell.Dispose() }
    }

    # The best of some ends: on a busy machine one may take longer by no fault of the module.
    function Get-BestStop([scriptblock] $Measure) {
        $best = [double]::MaxValue
        for ($round = 0; $round -lt 5 -and $best -ge 1; $round++) { $best = [Math]::Min($best, (& $Measure)) }
        $best
    }
}

Describe 'Ctrl+C' {
    Context 'at a server that accepts connections and says nothing' {
        BeforeEach {
            $quiet = Start-GdnServer -InMemory
            $session = Connect-Gdn -Local
            Stop-GdnServer $quiet
            $mute = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, $quiet.Url.Port)
            $mute.Start()
        }

        AfterEach { $mute.Stop(); Disconnect-Gdn $session }

        It 'ends <_>' -ForEach @(
            'Connect-Gdn $with.Url -ApiKey demo.k.s -Fabric x', 'Connect-Gdn ("$($with.Url)" -replace "http:", "https:") -ApiKey demo.k.s -SkipCertificateCheck', 'Get-GdnStream -Session $with.Session'
            '1 | Send-GdnMessage x -Session $with.Session', 'Receive-GdnMessage x s -Session $with.Session', 'Test-Gdn -Session $with.Session', 'Watch-GdnStream -Session $with.Session'
        ) {
            $script = $_
            Get-BestStop {
                while ($mute.Pending()) { $mute.AcceptTcpClient().Dispose() }
                Measure-Stop $script { $mute.Pending() } @{ Session = $session; Url = $quiet.Url }
            } | Should -BeLessThan 1
        }
    }

    # Its sockets are open, and it never answers again, so that no connection can be closed in order.
    Context 'at a server that is frozen' -Skip:$IsWindows {
        It 'ends <what> within a second' -ForEach @(
            @{ what = 'Receive-GdnMessage'; script = 'Receive-GdnMessage $with.Stream s -Session $with.Session | ForEach-Object { & $freeze }' }
            @{ what = 'Receive-GdnMessage of all streams'; script = 'Receive-GdnMessage * s -Session $with.Session | ForEach-Object { & $freeze }' }
            @{ what = 'Read-GdnMessage'; script = 'Read-GdnMessage $with.Stream -Follow -Session $with.Session | ForEach-Object { & $freeze }' }
            @{ what = 'Send-GdnMessage'; script = '1..3 | ForEach-Object { if ($_ -eq 2) { & $freeze }; $_ } | Send-GdnMessage $with.Stream -Session $with.Session' }
            @{ what = 'Send-GdnMessage with a producer of its own'; script = '1..3 | ForEach-Object { if ($_ -eq 2) { & $freeze }; $_ } | Send-GdnMessage $with.Stream -Session $with.Session -MaxInFlight 1' }
            @{ what = 'Invoke-GdnHandler'; script = 'Invoke-GdnHandler $with.Stream s { $_ } -PassThru -Session $with.Session | ForEach-Object { & $freeze }' }
            @{ what = 'Invoke-GdnRequest'; script = '1..3 | ForEach-Object { if ($_ -eq 2) { & $freeze }; $_ } | Invoke-GdnRequest $with.Stream -Session $with.Session' }
            @{ what = 'Move-GdnMessage'; script = '& $freeze; Move-GdnMessage $with.Stream -Subscription s -Destination other -Session $with.Session' }
            @{ what = 'Measure-GdnPublish'; script = 'Measure-GdnPublish -DurationSec 60 -Rate 10 -Session $with.Session -Verbose 4>&1 | ForEach-Object { & $freeze }' }
            @{ what = 'Remove-GdnStream'; script = '& $freeze; Remove-GdnStream $with.Stream -Force -Session $with.Session' }
            @{ what = 'Remove-GdnSubscription'; script = '& $freeze; Remove-GdnSubscription $with.Stream held -Force -Session $with.Session' }
            @{ what = 'Disconnect-Gdn'; script = '& $freeze; Disconnect-Gdn $with.Session' }
            @{ what = 'Stop-GdnServer'; script = '& $freeze; Get-GdnServer | Where-Object ProcessId -EQ $with.Server | Stop-GdnServer' }
        ) {
            Get-BestStop {
                $frozen = Start-GdnServer -InMemory
                $session = Connect-Gdn -Local
                try {
                    # A producer and a consumer of the session stay open.
                    'x' | Send-GdnMessage orders -Session $session
                    $null = Receive-GdnMessage orders held -InitialPosition Earliest -Count 1 -AckMode Manual -Session $session
                    $null = New-GdnSubscription orders s -From Earliest -Session $session
                    $freeze = '$freeze = { kill -STOP $with.Server; Write-Warning frozen };'
                    Measure-Stop "$freeze $script" { $stopping.Streams.Warning.Count -gt 0 } @{ Session = $session; Stream = 'orders'; Server = $frozen.ProcessId }
                }
                finally {
                    Stop-Process -Id $frozen.ProcessId -Force
                    Disconnect-Gdn $session
                }
            } | Should -BeLessThan 1
        }
    }

    # A network of its own, whose only name server takes every question and answers none.
    It 'ends <_> that waits for a name' -Skip:(-not $IsLinux) -ForEach @('Connect-Gdn https://slow-$round.example -ApiKey demo.k.s', 'Connect-Gdn -Pulsar https://slow-$round.example') {
        Set-Content "$TestDrive/resolv.conf" 'nameserver 127.0.0.1', 'options timeout:20'
        Set-Content "$TestDrive/slow.ps1" @"
            `$names = [Net.Sockets.UdpClient]::new([Net.IPEndPoint]::new([ipaddress]::Loopback, 53))
            foreach (`$round in 1..5) {
                `$shell = [powershell]::Create().AddScript("Import-Module '$module'; $_")
                `$running = `$shell.BeginInvoke()
                while (`$names.Available -eq 0 -and -not `$running.IsCompleted) { Start-Sleep -Milliseconds 20 }
                `$watch = [Diagnostics.Stopwatch]::StartNew()
                if (-not `$running.IsCompleted) { `$shell.Stop(); `$watch.Elapsed.TotalSeconds } else { "It has ended: `$(`$shell.Streams.Error)" }
                while (`$names.Available -gt 0) { `$from = `$null; `$null = `$names.Receive([ref] `$from) }
            }
"@
        $ends = unshare --map-root-user --mount --net sh -c "mount --bind '$TestDrive/resolv.conf' /etc/resolv.conf && (ip link set lo up || ifconfig lo up) && exec pwsh -NoProfile -NonInteractive -File '$TestDrive/slow.ps1'"
        $ends.Count | Should -Be 5
        ([double[]]$ends | Measure-Object -Minimum).Minimum | Should -BeLessThan 1
    }

    It 'ends the wait for the next attempt to connect: <what>' -ForEach @(
        @{ what = 'Send-GdnMessage'; script = '1..10 | ForEach-Object { if ($_ -eq 5) { Stop-Process -Id $with.Server -Force }; $_ } | Send-GdnMessage $with.Stream -Session $with.Session -TimeoutSec 0' }
        @{ what = 'Receive-GdnMessage'; script = 'Receive-GdnMessage $with.Stream s -Session $with.Session | ForEach-Object { Stop-Process -Id $with.Server -Force }' }
    ) {
        Get-BestStop {
            $mortal = Start-GdnServer -InMemory
            $session = Connect-Gdn -Local
            $stream = New-Name
            'x' | Send-GdnMessage $stream
            $null = New-GdnSubscription $stream s -From Earliest
            Measure-Stop $script { $stopping.Streams.Warning.Count -gt 0 } @{ Session = $session; Stream = $stream; Server = $mortal.ProcessId }
            Disconnect-Gdn $session
        } | Should -BeLessThan 1
    }

    It 'ends the pause of -Rate, of Watch-GdnStream and of a receive without end: <_>' -ForEach @(
        '1..3 | ForEach-Object { if ($_ -eq 2) { Write-Warning two }; $_ } | Send-GdnMessage $with.Stream -Session $with.Session -Rate 0.001', 'Watch-GdnStream $with.Stream -IntervalSec 60 -Session $with.Session | ForEach-Object { Write-Warning one }'
        'Receive-GdnMessage $with.Stream s -Session $with.Session -WarningAction Continue -Verbose'
    ) {
        $stream = New-Name
        $null = New-GdnStream $stream
        $script = $_
        Get-BestStop { Measure-Stop $script { $stopping.Streams.Warning.Count + $stopping.Streams.Verbose.Count -gt 0 } @{ Session = (Get-GdnSession); Stream = $stream } } | Should -BeLessThan 1
    }
}
