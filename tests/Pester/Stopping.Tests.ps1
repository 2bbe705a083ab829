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
            Measure-Stop $_ { $mute.Pending() } @{ Session = $session; Url = $quiet.Url } | Should -BeLessThan 5
        }
    }

    It 'ends the wait for the next attempt to connect: <what>' -ForEach @(
        @{ what = 'Send-GdnMessage'; script = '1..10 | ForEach-Object { if ($_ -eq 5) { Stop-Process -Id $with.Server -Force }; $_ } | Send-GdnMessage $with.Stream -Session $with.Session -TimeoutSec 0' }
        @{ what = 'Receive-GdnMessage'; script = 'Receive-GdnMessage $with.Stream s -Session $with.Session | ForEach-Object { Stop-Process -Id $with.Server -Force }' }
    ) {
        $mortal = Start-GdnServer -InMemory
        $session = Connect-Gdn -Local
        $stream = New-Name
        'x' | Send-GdnMessage $stream
        $null = New-GdnSubscription $stream s -From Earliest
        Measure-Stop $script { $stopping.Streams.Warning.Count -gt 0 } @{ Session = $session; Stream = $stream; Server = $mortal.ProcessId } | Should -BeLessThan 5
        Disconnect-Gdn $session
    }

    It 'ends the pause of -Rate, of Watch-GdnStream and of a receive without end: <_>' -ForEach @(
        '1..3 | ForEach-Object { if ($_ -eq 2) { Write-Warning two }; $_ } | Send-GdnMessage $with.Stream -Session $with.Session -Rate 0.001', 'Watch-GdnStream $with.Stream -IntervalSec 60 -Session $with.Session | ForEach-Object { Write-Warning one }'
        'Receive-GdnMessage $with.Stream s -Session $with.Session -WarningAction Continue -Verbose'
    ) {
        $stream = New-Name
        $null = New-GdnStream $stream
        Measure-Stop $_ { $stopping.Streams.Warning.Count + $stopping.Streams.Verbose.Count -gt 0 } @{ Session = (Get-GdnSession); Stream = $stream } | Should -BeLessThan 5
    }
}
