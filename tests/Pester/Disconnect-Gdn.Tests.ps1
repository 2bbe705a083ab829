BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Disconnect-Gdn' {
    It 'closes a session, once and again' {
        $session = Connect-Gdn $server.Url $demo
        Disconnect-Gdn $session
        $session | Disconnect-Gdn
        $session.IsClosed | Should -BeTrue
        Assert-Failure (Get-Failure { Get-GdnStream -Session $session }) GdnClosed InvalidOperation 'is disconnected'
    }

    It 'closes nothing with -WhatIf' {
        Disconnect-Gdn -WhatIf
        (Get-GdnSession).IsClosed | Should -BeFalse
    }
}
