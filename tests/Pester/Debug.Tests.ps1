# -Debug shows what is exchanged with the server. That no secret is among it is for Secrets.Tests.ps1.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    function Get-Debug([scriptblock] $Script) { & $Script 5>&1 | Where-Object { $_ -is [Management.Automation.DebugRecord] } | ForEach-Object Message }
}

Describe '-Debug' {
    BeforeAll { $session = Get-GdnSession }

    BeforeEach { $stream = New-Name; $null = New-GdnStream $stream }

    It 'shows requests with their status, size and time' {
        $shown = @(Get-Debug { Get-GdnStream $stream -Debug })
        $shown.Count | Should -Be 1
        $shown[0] | Should -Match '^GET /_fabric/_system/_api/streams\S* 200, \d+ bytes in \d+\.\d ms$'
        $shown = Get-Debug { Remove-GdnSubscription $stream nobody -Force -Debug -ErrorAction Ignore }
        "$shown" | Should -Match 'DELETE /_fabric/_system/_api/streams/\S+/nobody\S* 404, \d+ bytes in'
    }

    It 'shows the sign-in of Connect-Gdn, without what it says' {
        $shown = Get-Debug { Disconnect-Gdn (Connect-Gdn $server.Url $demo -Debug) }
        "$shown" | Should -Match 'POST /_open/auth 200, \d+ bytes in'
        "$shown" | Should -Not -Match 'root@demo|passwd|jwt|Bearer'
    }

    It 'shows the frames of Send-GdnMessage and Receive-GdnMessage, and their handshakes' {
        $shown = Get-Debug { 'two apples' | Send-GdnMessage $stream -Key basket -Debug }
        "$shown" | Should -Match "GET /_ws/ws/v2/producer/\S+c8globals\.$stream\S* 101 in"
        "$shown" | Should -Match "producer of c8globals\.$stream -> \{payload: 10 bytes 'two apples',.*key: `"basket`""
        "$shown" | Should -Match "producer of c8globals\.$stream <- \{result: `"ok`", messageId: "
        $shown = Get-Debug { Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 -Debug }
        "$shown" | Should -Match "consumer of c8globals\.$stream/s <- \{messageId: .*payload: 10 bytes 'two apples'"
        "$shown" | Should -Match "consumer of c8globals\.$stream/s -> \{messageId: "
        'x' | Send-GdnMessage $stream
        $held = Receive-GdnMessage $stream s -Count 1 -AckMode Manual
        $shown = Get-Debug { $held | Confirm-GdnMessage -Debug }
        "$shown" | Should -Match "consumer of c8globals\.$stream/s -> \{messageId: "
    }

    It 'shows the beginning of a payload, in one line and harmlessly' {
        $shown = Get-Debug { "a`e[31m`n$('b' * 1000)END" | Send-GdnMessage $stream -Debug }
        "$shown" | Should -Match "payload: 1010 bytes 'a\\u001B\[31m\\nb+\.\.\.'"
        "$shown" | Should -Not -MatchExactly "`e|`n|END"
    }

    It 'is on with $DebugPreference, off without, and tells nothing of other sessions' {
        & { $DebugPreference = 'Continue'; Get-Debug { $null = Get-GdnStream $stream } } | Should -Not -BeNullOrEmpty
        & { $DebugPreference = 'Continue'; Get-Debug { $null = Get-GdnStream $stream -Debug:$false } } | Should -BeNullOrEmpty
        Get-Debug { $null = Get-GdnStream $stream } | Should -BeNullOrEmpty
        $other = Connect-Gdn $server.Url $demo
        1..2 | Send-GdnMessage $stream -Session $other
        $null = New-GdnSubscription $stream s -From Earliest -Session $other
        foreach ($asked in $other, $session) {
            $shown = Get-Debug { Receive-GdnMessage $stream s -Count 1 -Session $session -Debug | ForEach-Object { $null = Get-GdnUser root -Session $asked } }
            [bool]($shown -like '*/user*') | Should -Be ($asked -eq $session)
        }

        Disconnect-Gdn $other
    }

    It 'asks nothing for each verbose line' {
        # PowerShell asks with -Debug, where there is somebody to ask.
        Get-Debug { 'x' | Send-GdnMessage $stream -Debug } | Should -Contain "Sending to c8globals.$stream in fabric _system of $($session.Url)."
        $verbose = & { 'x' | Send-GdnMessage $stream -Debug -Verbose 4>&1 5>$null }
        "$verbose" | Should -BeLike "*Sending to c8globals.$stream*"
    }

    It 'shows while it waits' {
        $shell = [powershell]::Create().AddScript('param($module, $session, $stream) Import-Module $module; Receive-GdnMessage $stream waiting -Session $session -Debug -TimeoutSec 60 -Count 1')
        $null = $shell.AddArgument("$root/GdnStreams.psd1").AddArgument($session).AddArgument($stream)
        $running = $shell.BeginInvoke()
        Wait-Until { @($shell.Streams.Debug | Where-Object Message -Match 'consumer/\S* 101') }
        $running.IsCompleted | Should -BeFalse
        'done' | Send-GdnMessage $stream
        $shell.EndInvoke($running).Text | Should -Be 'done'
        $shell.Dispose()
    }

    It 'asks about the one stream that is sent to, received from or tested, and lists none' {
        $shown = @(
            Get-Debug { 'x' | Send-GdnMessage $stream -Debug }
            Get-Debug { Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 -Debug }
            Get-Debug { Test-GdnStream $stream, "no$stream" -Debug }
            Get-Debug { try { 'x' | Send-GdnMessage "no$stream" -Create:$false -Debug } catch { "$_" | Should -BeLike '*no global stream*' } }
        )
        @($shown | Where-Object { $_ -match "GET /\S+/streams/c8globals\.(no)?$stream\S* (200|404)" }).Count | Should -Be 5
        $shown | Where-Object { $_ -match 'GET /\S+/streams(\?\S*)? ' } | Should -BeNullOrEmpty
    }
}
