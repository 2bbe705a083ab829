BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Get-GdnServer' {
    It 'shows the servers of this runspace with -Here, and else all of this user' {
        (Get-GdnServer -Here).Url | Should -Contain $server.Url
        $shell = [powershell]::Create().AddScript('param($module) Import-Module $module; Get-GdnServer -Here; "all"; Get-GdnServer').AddArgument((Get-Module GdnStreams).Path)
        $seen = $shell.Invoke()
        $shell.Dispose()
        $seen[0] | Should -Be 'all'
        $seen.Url | Should -Contain $server.Url
        $seen.ProcessId | Should -Contain $server.ProcessId
    }

    It 'shows a server once' {
        @((Get-GdnServer).ProcessId | Where-Object { $_ -eq $server.ProcessId }).Count | Should -Be 1
    }

    It 'forgets a server that has died' {
        $other = Start-GdnServer -InMemory
        Stop-Process -Id $other.ProcessId -Force
        Wait-Until { $other.ProcessId -notin (Get-GdnServer).ProcessId }
    }

    It 'keeps what it cannot read while the process runs' {
        # As another shell leaves it that is about to write it.
        $folder = Join-Path ([Environment]::GetFolderPath('LocalApplicationData')) GdnStreams/servers
        $mine, $nobody = "$folder/$PID.json", "$folder/2147483647.json"
        try {
            Set-Content $mine, $nobody '{ "url": "http://127'
            $null = Get-GdnServer
            Test-Path $mine | Should -BeTrue
            Test-Path $nobody | Should -BeFalse
        }
        finally { Remove-Item $mine, $nobody -ErrorAction Ignore }
    }

    It 'is shown as a table' {
        Get-Header { Get-GdnServer } | Should -Be 'Url', 'ProcessId', 'Data'
    }

    It 'is shown as a list with all that it has' {
        $shown = $server | Format-List | Out-String -Width 200
        foreach ($name in $server.PSObject.Properties.Name) { $shown | Should -Match "\b$name\b" }
    }
}
