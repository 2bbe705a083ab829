BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Stop-GdnServer' {
    It 'stops the given server and leaves the others' {
        $other = Start-GdnServer -InMemory
        $process = Get-Process -Id $other.ProcessId
        $other | Stop-GdnServer
        $process.WaitForExit(20000) | Should -BeTrue
        (Get-GdnServer).Url | Should -Be $server.Url
    }

    It 'stops all servers of its runspace' {
        $shell = [powershell]::Create().AddScript('param($module) Import-Module $module; Start-GdnServer -InMemory; Start-GdnServer -InMemory; Stop-GdnServer; @(Get-GdnServer).Count')
        $output = $shell.AddArgument((Get-Module GdnStreams).Path).Invoke()
        $shell.Dispose()
        $output[2] | Should -Be 0
    }

    It 'stops nothing with -WhatIf' {
        Stop-GdnServer -WhatIf
        (Get-GdnServer).Url | Should -Contain $server.Url
    }
}
