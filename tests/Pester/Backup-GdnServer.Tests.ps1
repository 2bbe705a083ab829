BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Backup-GdnServer' {
    BeforeAll {
        $live = Start-GdnServer "$TestDrive/live"
        $session = Connect-Gdn -Local
        'kept' | Send-GdnMessage backed -Session $session
        Disconnect-Gdn $session
    }

    AfterAll { Get-GdnServer -Here | Where-Object ProcessId -EQ $live.ProcessId | Stop-GdnServer }

    It 'writes a copy while the server runs, by directory and from the pipeline' {
        $file = Backup-GdnServer "$TestDrive/one.db" -DataDirectory "$TestDrive/live"
        $file.FullName | Should -Be (Convert-Path "$TestDrive/one.db")
        $file.Length | Should -BeGreaterThan 0
        ($live | Backup-GdnServer "$TestDrive/two.db").Name | Should -Be 'two.db'
    }

    It 'does not overwrite a file' {
        Set-Content "$TestDrive/there" x
        Assert-Failure (Get-Failure { $live | Backup-GdnServer "$TestDrive/there" }) GdnUnavailable ConnectionError 'exists already'
        Get-Content "$TestDrive/there" | Should -Be 'x'
    }

    It 'says that there is no store' {
        Assert-Failure (Get-Failure { Backup-GdnServer "$TestDrive/x.db" -DataDirectory "$TestDrive/none" }) GdnUnavailable ConnectionError 'holds no store'
    }

    It 'writes nothing with -WhatIf' {
        $live | Backup-GdnServer "$TestDrive/what.db" -WhatIf
        Test-Path "$TestDrive/what.db" | Should -BeFalse
    }
}
