BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Get-GdnUser' {
    BeforeAll {
        $email = "$(New-Name)@example.com"
        $user = New-GdnUser -Email $email -Password 'correct horse' -DisplayName Ada
    }

    AfterAll { Remove-GdnUser $user.Name -Force }

    It 'finds users by name, e-mail address, wildcard and from the pipeline' {
        (Get-GdnUser).Name | Should -Contain 'root'
        (Get-GdnUser $user.Name).Email | Should -Be $email
        (Get-GdnUser $email).Name | Should -Be $user.Name
        (Get-GdnUser "$($email.Substring(0, 20))*").Name | Should -Be $user.Name
        ($user, 'root' | Get-GdnUser).Email | Should -Be $email, 'root@demo.local'
    }

    It 'tells who administers the tenant' {
        (Get-GdnUser root).IsAdministrator | Should -BeTrue
        (Get-GdnUser $email).IsAdministrator | Should -BeFalse
    }

    It 'names an unknown one' {
        Assert-Failure (Get-Failure { Get-GdnUser nobody }) GdnUserNotFound ObjectNotFound 'nobody'
        Get-GdnUser nobody* | Should -BeNullOrEmpty
    }

    It 'is shown as a table' -Tag 'same everywhere' {
        Get-Header { Get-GdnUser } | Should -Be 'Name', 'Email', 'DisplayName', 'Active', 'Administrator'
    }
}
