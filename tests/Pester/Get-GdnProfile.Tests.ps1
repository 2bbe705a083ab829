BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Get-GdnProfile' {
    BeforeAll { $env:GDN_PROFILES = "$TestDrive/profiles.json" }

    AfterAll { $env:GDN_PROFILES = $null }

    BeforeEach { Remove-Item "$TestDrive/profiles.json" -ErrorAction Ignore }

    It 'shows profiles by name, wildcard and from the pipeline' {
        Get-GdnProfile | Should -BeNullOrEmpty
        Set-GdnProfile two https://two.example.com
        Set-GdnProfile one https://one.example.com
        (Get-GdnProfile).Name | Should -Be 'one', 'two'
        (Get-GdnProfile o*).Name | Should -Be 'one'
        ('two' | Get-GdnProfile | Get-GdnProfile).Name | Should -Be 'two'
        Get-GdnProfile x* | Should -BeNullOrEmpty
        (Get-GdnProfile ONE, T*).Name | Should -Be 'one', 'two'
    }

    It 'names an unknown one, and a file that is damaged' {
        Assert-Failure (Get-Failure { Get-GdnProfile nowhere }) GdnProfileNotFound ObjectNotFound "'nowhere'"
        Set-Content "$TestDrive/profiles.json" '{ "one": { '
        Assert-Failure (Get-Failure { Get-GdnProfile }) GdnBadRequest InvalidArgument 'profiles.json'
    }

    It 'is shown as a table' {
        Set-GdnProfile one https://one.example.com -EnvironmentVariable E
        Get-Header { Get-GdnProfile } | Should -Be 'Name', 'Url', 'Fabric', 'Secret'
        Get-GdnProfile | Out-String | Should -BeLike '*$env:E*'
        Set-GdnProfile two -Pulsar http://broker:8080 -Namespace eu
        Get-GdnProfile two | Out-String | Should -BeLike '*broker:8080*eu*(none)*'
    }
}
