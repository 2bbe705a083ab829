BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Test-GdnServer' {
    BeforeAll {
        $live = Start-GdnServer "$TestDrive/live"
        $session = Connect-Gdn -Local
        'kept' | Send-GdnMessage backed -Session $session
        Disconnect-Gdn $session
    }

    AfterAll { Get-GdnServer -Here | Where-Object ProcessId -EQ $live.ProcessId | Stop-GdnServer }

    It 'says that a store is sound, while its server runs' {
        $check = Test-GdnServer -DataDirectory "$TestDrive/live"
        $check.IsSound, $check.DataDirectory | Should -Be $true, $live.DataDirectory
        $live | Test-GdnServer -Quiet | Should -BeTrue
    }

    It 'says what is damaged' {
        $null = $live | Backup-GdnServer "$TestDrive/copy.db"
        $null = New-Item "$TestDrive/damaged" -ItemType Directory
        $bytes = [IO.File]::ReadAllBytes("$TestDrive/copy.db")
        for ($i = 4096; $i -lt $bytes.Length; $i++) { $bytes[$i] = 0x5a }
        [IO.File]::WriteAllBytes("$TestDrive/damaged/streams.db", $bytes)
        $failure = Get-Failure { $script:check = Test-GdnServer -DataDirectory "$TestDrive/damaged" }
        if ($failure) { Assert-Failure $failure GdnUnavailable ConnectionError } else { $script:check.IsSound | Should -BeFalse; $script:check.Problems | Should -Not -BeNullOrEmpty }
    }

    It 'says that there is no store' {
        Assert-Failure (Get-Failure { Test-GdnServer -DataDirectory "$TestDrive/none" }) GdnUnavailable ConnectionError 'holds no store'
    }

    It 'is shown as a table' {
        Get-Header { $live | Test-GdnServer } | Should -Be 'DataDirectory', 'Sound', 'Problems'
    }
}
