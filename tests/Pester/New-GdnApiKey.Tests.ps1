BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'New-GdnApiKey' {
    BeforeEach { $id = New-Name }

    AfterEach { Get-GdnApiKey "$id*" | Remove-GdnApiKey -Force }

    It 'shows the secret of a new key, which signs in' {
        $key = New-GdnApiKey $id
        $key.Key | Should -BeLike "demo.$id.*"
        "$key" | Should -Be $id
        $session = Connect-Gdn $server.Url -ApiKey $key.Key
        $session.Tenant | Should -Be 'demo'
        Disconnect-Gdn $session
    }

    It 'gives it as a SecureString on request, which signs in as it is' {
        $key = New-GdnApiKey $id -AsSecureString
        $key.Key | Should -BeOfType [securestring]
        ($key | Out-String) + ($key | ConvertTo-Json) | Should -Not -BeLike "*demo.$id.*"
        $session = Connect-Gdn $server.Url -ApiKey $key.Key
        Disconnect-Gdn $session
    }

    It 'makes the keys that are piped' {
        ("$id-a", "$id-b" | New-GdnApiKey).KeyId | Should -Be "$id-a", "$id-b"
    }

    It 'does not make a key twice' {
        $null = New-GdnApiKey $id
        Assert-Failure (Get-Failure { New-GdnApiKey $id }) GdnApiKeyExists ResourceExists
    }

    It 'explains an id that the server rejects' {
        Assert-Failure (Get-Failure { New-GdnApiKey 'a b' }) GdnInvalidName InvalidArgument 'a b'
    }

    It 'makes nothing with -WhatIf' -Tag 'same everywhere' {
        New-GdnApiKey $id -WhatIf
        Get-GdnApiKey "$id*" | Should -BeNullOrEmpty
    }

    It 'is shown as a table' -Tag 'same everywhere' {
        Get-Header { New-GdnApiKey $id } | Should -Be 'KeyId', 'Key'
    }
}
