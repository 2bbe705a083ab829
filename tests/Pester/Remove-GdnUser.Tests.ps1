BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Remove-GdnUser' {
    BeforeEach { $user = New-GdnUser -Email "$(New-Name)@example.com" -Password secret-enough }

    It 'removes by name and from the pipeline, without a question with -Force' {
        $other = New-GdnUser -Email "$(New-Name)@example.com" -Password secret-enough
        $ConfirmPreference = 'Low'
        Remove-GdnUser $user.Name -Force
        $other | Remove-GdnUser -Force
        (Get-GdnUser).Name | Where-Object { $_ -in $user.Name, $other.Name } | Should -BeNullOrEmpty
    }

    It 'removes nobody with -WhatIf' -Tag 'same everywhere' {
        Remove-GdnUser $user.Name -WhatIf
        (Get-GdnUser $user.Name).Name | Should -Be $user.Name
        Remove-GdnUser $user.Name -Confirm:$false
    }

    It 'names an unknown one' {
        Remove-GdnUser $user.Name -Force
        Assert-Failure (Get-Failure { Remove-GdnUser $user.Name -Force }) GdnUserNotFound ObjectNotFound $user.Name
    }
}
