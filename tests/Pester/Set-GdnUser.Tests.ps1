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

    It 'names an unknown one' {
        Assert-Failure (Get-Failure { Set-GdnUser nobody -DisplayName x }) GdnUserNotFound ObjectNotFound 'nobody'
    }

    It 'changes nothing with -WhatIf' {
        Set-GdnUser $user.Name -DisplayName Bea -WhatIf
        (Get-GdnUser $user.Name).DisplayName | Should -Be 'Ada'
    }
}
