BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Get-GdnSession' {
    It 'shows the current session, or all of this runspace, and of no other' {
        $other = Connect-Gdn $server.Url $demo
        Get-GdnSession | Should -Be $other
        $all = @(Get-GdnSession -All)
        $all[0] | Should -Be $other
        $all.Count | Should -BeGreaterThan 1
        $shell = [powershell]::Create().AddScript('param($module) Import-Module $module; Get-GdnSession -All').AddArgument((Get-Module GdnStreams).Path)
        $shell.Invoke() | Should -BeNullOrEmpty
        $shell.Dispose()
        Disconnect-Gdn $other
    }

    It 'is shown as a table' {
        Get-Header { Get-GdnSession } | Should -Be 'Url', 'Tenant', 'Fabric', 'User', 'State'
    }

    It 'is listed with what a reader wants to see' {
        $lines = Get-GdnSession | Format-List | Out-String -Stream | ForEach-Object { $_ -replace "`e\[[0-9;]*m" } | Where-Object { $_ }
        ($lines -replace '\s*:.*') | Should -Be 'Url', 'Tenant', 'Fabric', 'User', 'State', 'ConnectedAt'
    }
}
