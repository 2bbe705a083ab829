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

    It 'does not take one that is disconnected' {
        $closed = Connect-Gdn $server.Url $demo
        Disconnect-Gdn $closed
        Assert-Failure (Get-Failure { Select-GdnSession $closed }) GdnClosed InvalidOperation
    }
}
