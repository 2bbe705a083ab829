BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Set-GdnProfile' {
    BeforeAll { $env:GDN_PROFILES = "$TestDrive/profiles.json" }

    AfterAll { $env:GDN_PROFILES = $null }

    BeforeEach { Remove-Item "$TestDrive/profiles.json" -ErrorAction Ignore }

    It 'makes a profile, and changes what is given' {
        Set-GdnProfile one https://one.example.com | Should -BeNullOrEmpty
        $profile = Get-GdnProfile one
        "$($profile.Url)", $profile.Fabric, $profile.SecretKind, $profile.IsPrompted, $profile.CreatesStreams, $profile.ConnectsOnFirstUse | Should -Be 'https://one.example.com/', '_system', 'ApiKey', $true, $false, $false
        $profile = Set-GdnProfile one -Fabric sales -SecretKind Password -Email a@b.c -SecretName s -VaultName v -CreateStream -PassThru
        "$($profile.Url)", $profile.Fabric, $profile.SecretKind, $profile.Email, $profile.SecretName, $profile.VaultName, $profile.CreatesStreams | Should -Be 'https://one.example.com/', 'sales', 'Password', 'a@b.c', 's', 'v', $true
        $profile = Set-GdnProfile one -EnvironmentVariable E -CreateStream:$false -Uri https://two.example.com -PassThru
        "$($profile.Url)", $profile.EnvironmentVariable, $profile.SecretName, $profile.VaultName, $profile.CreatesStreams | Should -Be 'https://two.example.com/', 'E', $null, $null, $false
        (Set-GdnProfile one -Prompt -PassThru).IsPrompted | Should -BeTrue
        @(Get-GdnProfile).Count | Should -Be 1
    }

    It 'lets one profile connect on first use' {
        Set-GdnProfile one https://one.example.com -ConnectOnFirstUse
        Set-GdnProfile two https://two.example.com -ConnectOnFirstUse
        (Get-GdnProfile | Where-Object ConnectsOnFirstUse).Name | Should -Be 'two'
    }

    It 'says what is missing or wrong' {
        Assert-Failure (Get-Failure { Set-GdnProfile one }) GdnBadRequest InvalidArgument '-Url'
        Assert-Failure (Get-Failure { Set-GdnProfile one https://a:b@one.example.com }) GdnBadRequest InvalidArgument 'holds no password'
        Assert-Failure (Get-Failure { Set-GdnProfile one ftp://one }) GdnBadRequest InvalidArgument 'https://'
        Assert-Failure (Get-Failure { Set-GdnProfile one https://one.example.com -EnvironmentVariable E -Prompt }) GdnBadRequest InvalidArgument 'in one place'
        Get-GdnProfile | Should -BeNullOrEmpty
    }

    It 'makes nothing with -WhatIf' {
        Set-GdnProfile one https://one.example.com -WhatIf
        Get-GdnProfile | Should -BeNullOrEmpty
    }
}
