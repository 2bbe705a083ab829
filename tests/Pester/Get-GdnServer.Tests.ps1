BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Get-GdnServer' {
    It 'shows the servers of this runspace and no other' {
        (Get-GdnServer).Url | Should -Contain $server.Url
        $shell = [powershell]::Create().AddScript('param($module) Import-Module $module; Get-GdnServer').AddArgument((Get-Module GdnStreams).Path)
        $shell.Invoke() | Should -BeNullOrEmpty
        $shell.Dispose()
    }

    It 'forgets a server that has died' {
        $other = Start-GdnServer -InMemory
        Stop-Process -Id $other.ProcessId -Force
        Wait-Until { $other.Url -notin (Get-GdnServer).Url }
    }

    It 'is shown as a table' {
        Get-Header { Get-GdnServer } | Should -Be 'Url', 'ProcessId', 'Data'
    }
}
