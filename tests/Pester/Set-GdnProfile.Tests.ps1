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

    It 'takes profiles from the pipeline' {
        'eu-1', 'eu-2', 'us-1' | ForEach-Object { Set-GdnProfile $_ "https://$_.example.com" }
        (Get-GdnProfile eu-* | Set-GdnProfile -Fabric sales -PassThru).Name | Should -Be 'eu-1', 'eu-2'
        (Get-GdnProfile).Fabric | Should -Be 'sales', 'sales', '_system'
        "$((Get-GdnProfile eu-2).Url)" | Should -Be 'https://eu-2.example.com/'
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

    It 'wants a full path in GDN_PROFILES' {
        $before = $env:GDN_PROFILES
        $env:GDN_PROFILES = 'profiles.json'
        try {
            foreach ($script in { Set-GdnProfile one https://one.example.com }, { Get-GdnProfile }, { Connect-Gdn -Profile one }) {
                Assert-Failure (Get-Failure $script) GdnBadRequest InvalidArgument "GDN_PROFILES is 'profiles.json', which is no full path"
            }
        }
        finally { $env:GDN_PROFILES = $before }
    }

    It 'makes a profile of a Pulsar, and of a server again' {
        $profile = Set-GdnProfile one -Pulsar http://broker:8080 -PassThru
        $profile.IsPulsar, "$($profile.Url)", $profile.Namespace, $profile.Fabric, $profile.SecretKind, $profile.IsPrompted | Should -Be $true, 'http://broker:8080/', 'default', $null, 'Anonymous', $false
        $profile = Set-GdnProfile one -WebSocketUrl wss://ws.example.com -Tenant sales -Namespace eu -EnvironmentVariable E -PassThru
        "$($profile.WebSocketUrl)", $profile.Tenant, $profile.Namespace, $profile.SecretKind, $profile.EnvironmentVariable | Should -Be 'wss://ws.example.com/', 'sales', 'eu', 'Token', 'E'
        $profile = Set-GdnProfile one -Fabric _system -SecretKind Password -Email ada -PassThru
        $profile.Fabric, $profile.Namespace, $profile.Tenant, $profile.Email, $profile.EnvironmentVariable | Should -Be '_system', $null, 'sales', 'ada', 'E'
        $read = Get-GdnProfile one
        $read.IsPulsar, "$($read.WebSocketUrl)", $read.Tenant, $read.Fabric, $read.Namespace, $read.SecretKind | Should -Be $true, 'wss://ws.example.com/', 'sales', '_system', $null, 'Password'
        (Set-GdnProfile one -SecretKind Anonymous -PassThru).EnvironmentVariable | Should -BeNullOrEmpty
        $profile = Set-GdnProfile one https://one.example.com -PassThru
        $profile.IsPulsar, $profile.Tenant, $profile.Namespace, $profile.WebSocketUrl, $profile.Fabric, $profile.SecretKind, $profile.IsPrompted | Should -Be $false, $null, $null, $null, '_system', 'ApiKey', $true
    }

    It 'says what does not go together: <message>' -ForEach @(
        @{ given = @{ Url = 'https://one.example.com'; Pulsar = 'http://broker:8080' }; message = 'Give one of them' }
        @{ given = @{ Pulsar = 'http://broker:8080'; Namespace = 'eu'; Fabric = '_system' }; message = '-Namespace is one namespace' }
        @{ given = @{ Url = 'https://one.example.com'; Tenant = 'sales' }; message = 'Give -Pulsar, too' }
        @{ given = @{ Pulsar = 'http://broker:8080'; SecretKind = 'ApiKey' }; message = 'knows no API keys' }
        @{ given = @{ Url = 'https://one.example.com'; SecretKind = 'Anonymous' }; message = 'asks for a secret' }
        @{ given = @{ Pulsar = 'http://broker:8080'; WebSocketUrl = 'http://broker:8080' }; message = 'ws://' }
    ) {
        Assert-Failure (Get-Failure { Set-GdnProfile one @given }) GdnBadRequest InvalidArgument $message
        Get-GdnProfile | Should -BeNullOrEmpty
    }

    It 'makes nothing with -WhatIf' {
        Set-GdnProfile one https://one.example.com -WhatIf
        Get-GdnProfile | Should -BeNullOrEmpty
    }
}
