BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Remove-GdnProfile' {
    BeforeAll { $env:GDN_PROFILES = "$TestDrive/profiles.json" }

    AfterAll { $env:GDN_PROFILES = $null }

    BeforeEach { Remove-Item "$TestDrive/profiles.json" -ErrorAction Ignore }

    It 'removes by name and from the pipeline' {
        'one', 'two', 'three' | ForEach-Object { Set-GdnProfile $_ https://example.com }
        Remove-GdnProfile ONE -Force
        Get-GdnProfile two | Remove-GdnProfile -Confirm:$false
        (Get-GdnProfile).Name | Should -Be 'three'
        Remove-GdnProfile three -Force -WhatIf
        (Get-GdnProfile).Name | Should -Be 'three'
    }

    It 'names an unknown one' {
        Assert-Failure (Get-Failure { Remove-GdnProfile nowhere }) GdnProfileNotFound ObjectNotFound "'nowhere'"
    }
}
