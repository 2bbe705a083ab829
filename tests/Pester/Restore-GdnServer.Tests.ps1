BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Restore-GdnServer' {
    BeforeAll {
        $live = Start-GdnServer "$TestDrive/live"
        $session = Connect-Gdn -Local
        'kept' | Send-GdnMessage backed -Session $session
        Disconnect-Gdn $session
    }

    AfterAll { Get-GdnServer -Here | Where-Object ProcessId -EQ $live.ProcessId | Stop-GdnServer }

    BeforeAll { $null = $live | Backup-GdnServer "$TestDrive/backup.db" }

    It 'makes a data directory that a server runs on' {
        Restore-GdnServer "$TestDrive/backup.db" -DataDirectory "$TestDrive/again" -Force | Should -BeNullOrEmpty
        Copy-Item $live.CredentialsFile "$TestDrive/again/credentials.json"
        if (-not $IsWindows) { chmod 600 "$TestDrive/again/credentials.json" }
        $again = Start-GdnServer "$TestDrive/again"
        $session = Connect-Gdn -Local -DataDirectory "$TestDrive/again"
        (Receive-GdnMessage backed s -InitialPosition Earliest -Count 1 -Session $session).Text | Should -Be 'kept'
        Disconnect-Gdn $session
        Stop-GdnServer $again
    }

    It 'replaces a store with -Force only, and tells the check with -PassThru' {
        $null = Restore-GdnServer "$TestDrive/backup.db" -DataDirectory "$TestDrive/twice" -Confirm:$false
        Assert-Failure (Get-Failure { Restore-GdnServer "$TestDrive/backup.db" -DataDirectory "$TestDrive/twice" -Confirm:$false }) GdnBadRequest InvalidArgument '-Force'
        (Restore-GdnServer "$TestDrive/backup.db" -DataDirectory "$TestDrive/twice" -Force -PassThru).IsSound | Should -BeTrue
        (Get-ChildItem "$TestDrive/twice" -Force).Name | Should -Be 'streams.db'
    }

    It 'takes the backup from the pipeline' {
        ($live | Backup-GdnServer "$TestDrive/piped.db" | Restore-GdnServer -DataDirectory "$TestDrive/piped" -Force -PassThru).IsSound | Should -BeTrue
        (Get-Item "$TestDrive/piped.db" | Restore-GdnServer -DataDirectory "$TestDrive/piped" -Force -PassThru).IsSound | Should -BeTrue
    }

    It 'does not touch a directory on which a server runs' {
        Assert-Failure (Get-Failure { Restore-GdnServer "$TestDrive/backup.db" -DataDirectory "$TestDrive/live" -Force }) GdnUnavailable ConnectionError 'Stop-GdnServer'
    }

    It 'does not touch a directory on which a server runs that this module does not know of' {
        $data = "$TestDrive/stranger"
        $stranger = Start-GdnServer $data
        $known = Join-Path ([Environment]::GetFolderPath('LocalApplicationData')) "GdnStreams/servers/$($stranger.ProcessId).json"
        Move-Item $known "$TestDrive/known.json"
        try {
            Assert-Failure (Get-Failure { Restore-GdnServer "$TestDrive/backup.db" -DataDirectory $data -Force }) GdnUnavailable ConnectionError 'has the store in*open'
            (Test-Gdn -Session (Connect-Gdn -Local -DataDirectory $data)).IsHealthy | Should -BeTrue
            Disconnect-Gdn
        }
        finally {
            Move-Item "$TestDrive/known.json" $known
            Stop-GdnServer $stranger
        }

        Restore-GdnServer "$TestDrive/backup.db" -DataDirectory $data -Force
    }

    It 'knows a directory however it is written' {
        Assert-Failure (Get-Failure { Restore-GdnServer "$TestDrive/backup.db" -DataDirectory "$TestDrive/x/../live/" -Force }) GdnUnavailable ConnectionError "process $($live.ProcessId)"
        $session = Connect-Gdn -Local -DataDirectory "$TestDrive/x/../live/"
        $session.Url | Should -Be $live.Url
        Disconnect-Gdn $session
    }

    It 'takes no file that is not a backup, and leaves what was there' {
        Set-Content "$TestDrive/text.db" 'no database, but long enough to be read as one'
        $null = Restore-GdnServer "$TestDrive/backup.db" -DataDirectory "$TestDrive/left" -Force
        Assert-Failure (Get-Failure { Restore-GdnServer "$TestDrive/text.db" -DataDirectory "$TestDrive/left" -Force }) GdnUnavailable ConnectionError
        (Test-GdnServer -DataDirectory "$TestDrive/left").IsSound | Should -BeTrue
        Assert-Failure (Get-Failure { Restore-GdnServer "$TestDrive/none.db" -DataDirectory "$TestDrive/left" -Force }) GdnBadRequest InvalidArgument 'none.db'
    }

    It 'leaves a store that its owner alone can use, whatever the backup was' -Skip:$IsWindows {
        (Get-Item "$TestDrive/backup.db").UnixFileMode | Should -Be 'UserWrite, UserRead'
        Copy-Item "$TestDrive/backup.db" "$TestDrive/shared.db"
        chmod 644 "$TestDrive/shared.db"
        Restore-GdnServer "$TestDrive/shared.db" -DataDirectory "$TestDrive/alone" -Force
        (Get-Item "$TestDrive/alone").UnixFileMode | Should -Be 'UserExecute, UserWrite, UserRead'
        (Get-Item "$TestDrive/alone/streams.db").UnixFileMode | Should -Be 'UserWrite, UserRead'
    }

    It 'restores nothing with -WhatIf' {
        Restore-GdnServer "$TestDrive/backup.db" -DataDirectory "$TestDrive/what" -WhatIf
        Test-Path "$TestDrive/what" | Should -BeFalse
    }
}
