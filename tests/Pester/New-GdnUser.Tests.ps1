BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'New-GdnUser' {
    BeforeEach { $email = "$(New-Name)@example.com" }

    It 'adds a user with a credential, who can sign in' {
        $credential = [pscredential]::new($email, (ConvertTo-SecureString 'correct horse' -AsPlainText -Force))
        $user = New-GdnUser $credential -DisplayName Ada
        $user.Email, $user.DisplayName, $user.IsActive, $user.IsAdministrator | Should -Be $email, 'Ada', $true, $false
        $session = Connect-Gdn $server.Url $credential
        $session.User | Should -Be $user.Name
        Disconnect-Gdn $session
        Remove-GdnUser $user.Name -Force
    }

    It 'adds the users of a table' {
        $users = "Email,Password,DisplayName`n$email,correct horse,Bob`nx$email,battery staple,Eve" | ConvertFrom-Csv | New-GdnUser -Inactive
        $users.DisplayName | Should -Be 'Bob', 'Eve'
        $users.IsActive | Should -Be $false, $false
        $users | Remove-GdnUser -Force
    }

    It 'adds an administrator' {
        $user = New-GdnUser -Email $email -Password secret-enough -Administrator
        $user.IsAdministrator | Should -BeTrue
        Remove-GdnUser $user.Name -Force
    }

    It 'does not add an address twice' {
        Assert-Failure (Get-Failure { New-GdnUser -Email root@demo.local -Password s3cret-enough }) GdnUserExists ResourceExists
    }

    It 'says what is wrong, and does not show the password' {
        $failure = Get-Failure { New-GdnUser -Email 'no address' -Password s3cret-enough }
        Assert-Failure $failure GdnBadRequest InvalidArgument
        "$failure $($failure.TargetObject) $($failure | Format-List * -Force | Out-String)" | Should -Not -BeLike '*s3cret-enough*'
    }

    It 'adds nobody with -WhatIf' -Tag 'same everywhere' {
        New-GdnUser -Email $email -Password secret-enough -WhatIf
        Get-GdnUser "$email*" | Should -BeNullOrEmpty
    }

    It 'is for administrators' {
        $user = New-GdnUser -Email $email -Password secret-enough
        $session = Connect-Gdn $server.Url ([pscredential]::new($email, (ConvertTo-SecureString secret-enough -AsPlainText -Force)))
        Assert-Failure (Get-Failure { New-GdnUser -Email "x$email" -Password secret-enough -Session $session }) GdnForbidden PermissionDenied
        Disconnect-Gdn $session
        Remove-GdnUser $user.Name -Force
    }
}
