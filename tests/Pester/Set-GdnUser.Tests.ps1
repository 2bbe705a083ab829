BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Set-GdnUser' {
    BeforeEach {
        $email = "$(New-Name)@example.com"
        $user = New-GdnUser -Email $email -Password first-secret -DisplayName Ada
    }

    AfterEach { Remove-GdnUser $user.Name -Force }

    It 'changes what is given and nothing else' {
        Set-GdnUser $user.Name -DisplayName Bea
        $now = Get-GdnUser $user.Name
        $now.DisplayName, $now.Email, $now.IsActive, $now.IsAdministrator | Should -Be 'Bea', $email, $true, $false
        $now = Get-GdnUser $email | Set-GdnUser -Email "x$email" -Active $false -Administrator $true -PassThru
        $now.Email, $now.DisplayName, $now.IsActive, $now.IsAdministrator | Should -Be "x$email", 'Bea', $false, $true
    }

    It 'gives a new password' {
        $user | Set-GdnUser -Password second-secret
        $session = Connect-Gdn $server.Url ([pscredential]::new($email, (ConvertTo-SecureString second-secret -AsPlainText -Force)))
        Disconnect-Gdn $session
        $failure = Get-Failure { Connect-Gdn $server.Url ([pscredential]::new($email, (ConvertTo-SecureString first-secret -AsPlainText -Force))) }
        Assert-Failure $failure GdnWrongCredentials AuthenticationError
    }

    It 'wants something to change' {
        Assert-Failure (Get-Failure { Set-GdnUser $user.Name }) GdnBadRequest InvalidArgument '-DisplayName'
    }

    It 'takes no empty password: <what>' -ForEach @(@{ what = 'text'; empty = '' }, @{ what = 'SecureString'; empty = [securestring]::new() }) {
        Assert-Failure (Get-Failure { Set-GdnUser $user.Name -Password $empty }) GdnBadRequest InvalidArgument 'password is empty'
        Assert-Failure (Get-Failure { New-GdnUser -Email "x$email" -Password $empty }) GdnBadRequest InvalidArgument 'password is empty'
    }

    It 'takes no unset variable for nothing: <_>' -ForEach 'Password', 'Active', 'Administrator' {
        $change = @{ $_ = $env:GDN_NO_SUCH_VARIABLE }
        $failure = Get-Failure { Set-GdnUser $user.Name -DisplayName Bea @change }
        $failure.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError*'
        (Get-GdnUser $user.Name).DisplayName | Should -Be 'Ada'
    }

    It 'does not talk of REST where the last administrator would go, or somebody is none' -Tag 'server only: it starts a server of its own and kills it' {
        $other = Start-GdnServer -InMemory
        $session = Connect-Gdn $other.Url $demo
        $failure = Get-Failure { Set-GdnUser root -Administrator $false -Session $session }
        Assert-Failure $failure GdnForbidden PermissionDenied 'only administrator'
        $failure.Exception.Message | Should -Not -Match 'PATCH|/user'
        $null = New-GdnUser -Email a@example.com -Password b -Session $session
        $plain = Connect-Gdn $other.Url ([pscredential]::new('a@example.com', (ConvertTo-SecureString b -AsPlainText -Force)))
        $failure = Get-Failure { New-GdnUser -Email c@example.com -Password d -Session $plain }
        Assert-Failure $failure GdnForbidden PermissionDenied 'no administrator'
        $failure.Exception.Message | Should -Not -Match 'PATCH|/user'
        Disconnect-Gdn $plain
        Disconnect-Gdn $session
        Stop-GdnServer $other
    }

    It 'names an unknown one' {
        Assert-Failure (Get-Failure { Set-GdnUser nobody -DisplayName x }) GdnUserNotFound ObjectNotFound 'nobody'
    }

    It 'changes nothing with -WhatIf' -Tag 'same everywhere' {
        Set-GdnUser $user.Name -DisplayName Bea -WhatIf
        (Get-GdnUser $user.Name).DisplayName | Should -Be 'Ada'
    }
}
