BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Stop-GdnServer' {
    It 'stops the given server and leaves the others' {
        $other = Start-GdnServer -InMemory
        $process = Get-Process -Id $other.ProcessId
        $other | Stop-GdnServer
        $process.WaitForExit(20000) | Should -BeTrue
        (Get-GdnServer -Here).Url | Should -Be $server.Url
    }

    It 'stops all servers of its runspace' {
        $shell = [powershell]::Create().AddScript('param($module) Import-Module $module; Start-GdnServer -InMemory; Start-GdnServer -InMemory; Stop-GdnServer; @(Get-GdnServer -Here).Count')
        $output = $shell.AddArgument((Get-Module GdnStreams).Path).Invoke()
        $shell.Dispose()
        $output[2] | Should -Be 0
    }

    It 'stops a server of another shell, in order' {
        $detached = Start-GdnServer "$TestDrive/other" -Detached
        $process = Get-Process -Id $detached.ProcessId
        $shell = [powershell]::Create().AddScript('param($module, $id) Import-Module $module; Get-GdnServer | Where-Object ProcessId -eq $id | Stop-GdnServer; Get-GdnServer')
        $left = $shell.AddArgument((Get-Module GdnStreams).Path).AddArgument($detached.ProcessId).Invoke()
        $shell.Dispose()
        $process.WaitForExit(20000) | Should -BeTrue
        $left.ProcessId | Should -Not -Contain $detached.ProcessId

        # What a server that ended in order leaves: no log beside its database.
        Test-Path "$TestDrive/other/streams.db-wal" | Should -BeFalse
    }

    It 'stops nothing with -WhatIf' {
        Stop-GdnServer -WhatIf
        (Get-GdnServer).Url | Should -Contain $server.Url
    }
}
