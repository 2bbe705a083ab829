BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Select-GdnSession' {
    It 'makes a session the current one, by name and from the pipeline' {
        $first = Get-GdnSession
        $second = Connect-Gdn $server.Url $demo
        Select-GdnSession $first | Should -BeNullOrEmpty
        Get-GdnSession | Should -Be $first
        $second | Select-GdnSession -PassThru | Should -Be $second
        Get-GdnSession | Should -Be $second
        Select-GdnSession $first -WhatIf
        Get-GdnSession | Should -Be $second
        @(Get-GdnSession -All | Where-Object { $_ -eq $second }).Count | Should -Be 1
        Disconnect-Gdn $second
        Get-GdnSession | Should -Be $first
    }

    It 'leaves a session of another runspace to that one' {
        $session = Connect-Gdn $server.Url $demo
        foreach ($ending in '', 'Remove-Module GdnStreams') {
            $shell = [powershell]::Create().AddScript("param(`$module, `$session) Import-Module `$module; Select-GdnSession `$session; (Get-GdnSession) -eq `$session; (Get-GdnFabric _system).Name; $ending")
            $shell.AddArgument("$root/GdnStreams.psd1").AddArgument($session).Invoke() | Should -Be $true, '_system'
            $shell.Runspace.Close()
            $shell.Dispose()
            $session.IsClosed | Should -BeFalse
        }

        # Also where the runspace that opened it selects it again.
        Select-GdnSession $session
        Get-GdnSession | Should -Be $session
        Disconnect-Gdn $session
    }

    It 'does not take one that is disconnected' {
        $closed = Connect-Gdn $server.Url $demo
        Disconnect-Gdn $closed
        Assert-Failure (Get-Failure { Select-GdnSession $closed }) GdnClosed InvalidOperation
    }
}
