BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Remove-GdnApiKey' {
    BeforeEach { $id = New-Name; $key = New-GdnApiKey $id }

    It 'removes by id and from the pipeline, without a question with -Force, and the key opens nothing any more' {
        $null = New-GdnApiKey "$id-b"
        $ConfirmPreference = 'Low'
        Remove-GdnApiKey $id -Force
        Get-GdnApiKey "$id-b" | Remove-GdnApiKey -Force
        Get-GdnApiKey "$id*" | Should -BeNullOrEmpty
        Assert-Failure (Get-Failure { Connect-Gdn $server.Url -ApiKey $key.Key }) GdnUnauthorized AuthenticationError
    }

    It 'removes nothing with -WhatIf' -Tag 'same everywhere' {
        Remove-GdnApiKey $id -WhatIf
        (Get-GdnApiKey $id).KeyId | Should -Be $id
        Remove-GdnApiKey $id -Confirm:$false
    }

    It 'names an unknown one' {
        Remove-GdnApiKey $id -Force
        Assert-Failure (Get-Failure { Remove-GdnApiKey $id -Force }) GdnApiKeyNotFound ObjectNotFound $id
    }
}
