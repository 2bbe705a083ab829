# Where PowerShell is restricted: constrained language mode, and a session with visible cmdlets only, as JEA makes it.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $module = "$root/GdnStreams.psd1"
    $session = Get-GdnSession
    $stream = New-Name
    $null = New-GdnStream $stream
    $null = New-GdnSubscription $stream behind
    '{"n":1}' | Send-GdnMessage $stream -Key k -Property @{ a = 'b' }

    function Get-Pattern([string] $Shown) { $Shown -replace '\e\[[\d;]*m' -replace '\bC[A-Z][\w+/-]{6,}={0,2}', 'ID' -replace '[\d.:,]+', '0' -replace '\s+', ' ' }

    # Runs a script in a runspace that is constrained before it imports the module.
    function Invoke-Constrained([string] $Script) {
        $runspace = [runspacefactory]::CreateRunspace([initialsessionstate]::CreateDefault())
        $runspace.Open()
        $runspace.SessionStateProxy.LanguageMode = 'ConstrainedLanguage'
        $shell = [powershell]::Create($runspace)
        try {
            $null = $shell.AddScript("param(`$module, `$session, `$stream) `$ErrorActionPreference = 'Stop'; Import-Module `$module; $Script")
            # A copy of the path: what was in the hands of constrained code is trusted nowhere any more.
            $shell.AddArgument([string]::new([char[]]$module)).AddArgument($session).AddArgument($stream).Invoke()
        }
        finally { $shell.Dispose(); $runspace.Dispose() }
    }
}

Describe 'In constrained language mode the module' {
    It 'is imported, starts a server, connects and administers' {
        $said = Invoke-Constrained '
            try { [GdnStreams.Cmdlets.DisplayText]::Of("x") } catch { "no methods" }
            $server = Start-GdnServer -InMemory
            $mine = Connect-Gdn -Local
            (New-GdnStream constrained).Name
            (Get-GdnStream constrained | Get-GdnSubscription | Measure-Object).Count
            Remove-GdnStream constrained -Force
            (Test-Gdn).IsHealthy
            Disconnect-Gdn
            Stop-GdnServer $server'
        $said | Should -Be 'no methods', 'constrained', 0, $true
    }

    It 'sends, with script blocks and a schema, receives, confirms and denies' {
        $said = Invoke-Constrained '
            $to = "$stream-to"
            1..3 | Send-GdnMessage $to -Session $session -Create -Key { "k$_" } -Property @{ n = { $_ } } -Schema "{}"
            @{ a = 1 } | Send-GdnMessage $to -Session $session
            $got = Receive-GdnMessage $to s -InitialPosition Earliest -Count 4 -AckMode Manual -Session $session
            $got[0..2].Key
            $got[0].Properties["n"]
            $got[3].Json.a
            $got[0..2] | Confirm-GdnMessage
            $got[3] | Deny-GdnMessage'
        $said | Should -Be 'k1', 'k2', 'k3', '1', 1
    }

    It 'shows everything that it shows elsewhere: <_>' -ForEach @(
        'Get-GdnSession', 'Get-GdnFabric', 'Get-GdnStream $stream', 'Get-GdnSubscription $stream', 'Get-GdnTenant', 'Get-GdnRegion', 'Get-GdnUser', 'Get-GdnApiKey', 'Get-GdnPermission root'
        'Test-GdnStream $stream -MaxBacklog 0', 'Compress-GdnStream $stream', 'Get-GdnStreamStatistic $stream', 'Get-GdnStreamPolicy $stream', 'Get-GdnServer', 'Get-GdnStreamPolicy -Fabric'
        '"x" | Send-GdnMessage "$stream-shown" -Create -PassThru', 'Receive-GdnMessage $stream "s$(Get-Random)" -InitialPosition Earliest -Count 1'
    ) {
        foreach ($view in 'Format-Table', 'Format-List', 'Format-Wide') {
            $show = "Select-GdnSession `$session; `$shown = $_; `$shown | Select-Object -First 1 | $view | Out-String -Width 200"
            $said = @(Invoke-Constrained $show)[-1]
            $free = [powershell]::Create().AddScript("param(`$module, `$session, `$stream) Import-Module `$module; $show").AddArgument($module).AddArgument($session).AddArgument($stream)
            $expected = @($free.Invoke())[-1]
            $free.Dispose()

            # Numbers and names that differ from call to call count as one.
            $expected.Trim() | Should -Not -BeNullOrEmpty
            Get-Pattern $said | Should -Be (Get-Pattern $expected)
        }
    }
}

Describe 'In a session with visible cmdlets only, as JEA makes it, the module' {
    It 'works, and nothing else is there' {
        $job = Start-Job {
            $file = "$using:TestDrive/endpoint.pssc"
            New-PSSessionConfigurationFile $file -SessionType RestrictedRemoteServer -LanguageMode NoLanguage -ModulesToImport $using:module -VisibleCmdlets Connect-Gdn, Get-GdnStream, Send-GdnMessage, Receive-GdnMessage
            $runspace = [runspacefactory]::CreateRunspace([initialsessionstate]::CreateFromSessionConfigurationFile($file))
            $runspace.Open()
            function Invoke-Visible([string] $Command, [hashtable] $Parameter, $PipedIn) {
                $shell = [powershell]::Create($runspace)
                try { $shell.AddCommand($Command).AddParameters($Parameter).Invoke(@($PipedIn | Where-Object { $_ })); $shell.Streams.Error | ForEach-Object { "error: $_" } } catch { "refused: $_" } finally { $shell.Dispose() }
            }

            $name = "$using:stream-jea"
            "$($runspace.SessionStateProxy.LanguageMode)"
            $null = Invoke-Visible Connect-Gdn @{ Url = $using:session.Url; Credential = [pscredential]::new('root@demo.local', (ConvertTo-SecureString demo -AsPlainText -Force)) }
            (Invoke-Visible Get-GdnStream @{ Name = $using:stream }).Name
            Invoke-Visible Send-GdnMessage @{ Stream = $name; Create = $true } 'by jea'
            (Invoke-Visible Receive-GdnMessage @{ Stream = $name; Subscription = 's'; InitialPosition = 'Earliest'; Count = 1; TimeoutSec = 30 }).Text
            Invoke-Visible Remove-GdnStream @{ Name = $name; Force = $true }
            $runspace.Dispose()
        }
        $said = @($job | Receive-Job -Wait -AutoRemoveJob)
        $said[0..2] | Should -Be 'NoLanguage', $stream, 'by jea'
        $said[3] | Should -BeLike 'refused:*Remove-GdnStream*'
        $said.Count | Should -Be 4
    }
}
