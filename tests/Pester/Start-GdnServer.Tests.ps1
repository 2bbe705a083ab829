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

    It 'gives a new data directory a user of its own, in a file that only its owner can read' {
        $new = Start-GdnServer "$TestDrive/own"
        $new.CredentialsFile | Should -Be (Join-Path $new.DataDirectory credentials.json)
        if (-not $IsWindows) { (Get-Item $new.CredentialsFile).UnixFileMode | Should -Be 'UserWrite, UserRead' }
        $session = Connect-Gdn -Local
        $session.Tenant | Should -Be 'main'
        Assert-Failure (Get-Failure { Connect-Gdn $new.Url $demo }) 'Gdn*' AuthenticationError
        Assert-Failure (Get-Failure { Connect-Gdn $new.Url -ApiKey demo.development.only-for-development-on-this-machine }) GdnUnauthorized AuthenticationError
        $password = Get-Content $new.CredentialsFile -Raw | ConvertFrom-Json | ForEach-Object { [pscredential]::new($_.email, (ConvertTo-SecureString $_.password -AsPlainText -Force)) }
        $person = Connect-Gdn $new.Url $password
        $person.User | Should -Be 'root'
        $session, $person | Disconnect-Gdn
        Stop-GdnServer $new
    }

    It 'keeps the development user on disk with -Development alone, and says so' {
        $trial = Start-GdnServer "$TestDrive/trial" -Development
        $trial.CredentialsFile | Should -BeNullOrEmpty
        $session = Connect-Gdn -Local
        $session.Tenant, $session.User | Should -Be 'demo', 'root'
        Disconnect-Gdn $session
        Stop-GdnServer $trial
        $failure = Get-Failure { Start-GdnServer "$TestDrive/trial" }
        Assert-Failure $failure GdnUnavailable ConnectionError 'Start-GdnServer -Development'
        $failure.Exception.Message | Should -BeLike '*another -DataDirectory*'
        $failure.Exception.Message | Should -BeLike '*everybody knows*'
    }

    It 'takes a directory by its name, whatever is in it: <_>' -ForEach @('d17"q"', 'x" --anonymous-sockets "', 'a b', '--dev') {
        $path = "$TestDrive/$([guid]::NewGuid())/$_"
        $odd = Start-GdnServer $path
        $odd.DataDirectory | Should -Be ([IO.Path]::GetFullPath($path))
        Test-Path -LiteralPath (Join-Path $path credentials.json) | Should -BeTrue
        if ($IsLinux) {
            $arguments = [IO.File]::ReadAllText("/proc/$($odd.ProcessId)/cmdline").TrimEnd([char]0) -split [char]0
            $arguments[-2..-1] | Should -Be '--data', $odd.DataDirectory
            $arguments | Should -Not -Contain '--anonymous-sockets'
            $arguments | Should -Not -Contain '--dev'
        }
        Stop-GdnServer $odd
    }

    It 'keeps the root of a drive whole' {
        # A directory with its last separator: without it D:\ is the drive's current directory.
        $whole = Start-GdnServer "$TestDrive/whole/"
        if ($IsLinux) { [IO.File]::ReadAllText("/proc/$($whole.ProcessId)/cmdline").TrimEnd([char]0) | Should -BeLike '*/whole/' }
        $session = Connect-Gdn -Local -DataDirectory "$TestDrive/whole"
        $session.Url | Should -Be $whole.Url
        Disconnect-Gdn $session
        Stop-GdnServer $whole
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
