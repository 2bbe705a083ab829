BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Remove-GdnProfile' {
    BeforeAll { $env:GDN_PROFILES = "$TestDrive/profiles.json" }

    AfterAll { $env:GDN_PROFILES = $null }

    BeforeEach { Remove-Item "$TestDrive/profiles.json" -ErrorAction Ignore }

    It 'removes by name and from the pipeline' {
        'one', 'two', 'three' | ForEach-Object { Set-GdnProfile $_ https://example.com }
        Remove-GdnProfile ONE
        Get-GdnProfile two | Remove-GdnProfile
        (Get-GdnProfile).Name | Should -Be 'three'
        Remove-GdnProfile three -WhatIf
        (Get-GdnProfile).Name | Should -Be 'three'
    }

    It 'names an unknown one' {
        Assert-Failure (Get-Failure { Remove-GdnProfile nowhere }) GdnProfileNotFound ObjectNotFound "'nowhere'"
    }
}
