BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Start-GdnServer' {
    It 'keeps on disk what an earlier server stored' {
        $stream = New-Name
        $first = Start-GdnServer "$TestDrive/kept"
        $session = Connect-Gdn -Local
        'kept' | Send-GdnMessage $stream -Session $session
        Disconnect-Gdn $session
        Stop-GdnServer $first
        $second = Start-GdnServer "$TestDrive/kept"
        $session = Connect-Gdn -Local
        (Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 -Session $session).Text | Should -Be 'kept'
        Disconnect-Gdn $session
        Stop-GdnServer $second
    }

    It 'says why a server cannot start' {
        $failure = Get-Failure { Start-GdnServer -InMemory -Port $server.Url.Port }
        Assert-Failure $failure GdnUnavailable ConnectionError 'address already in use'
        $failure.Exception.Message | Should -BeLike '*another --port*'
        $failure.Exception.Message | Should -Not -BeLike '*{*'
    }

    It 'starts nothing with -WhatIf' {
        Start-GdnServer "$TestDrive/none" -WhatIf | Should -BeNullOrEmpty
        Test-Path "$TestDrive/none" | Should -BeFalse
    }
}
