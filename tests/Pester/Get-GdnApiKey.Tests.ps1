BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Get-GdnApiKey' {
    BeforeAll { $id = New-Name; $null = New-GdnApiKey $id }

    AfterAll { Remove-GdnApiKey $id -Force }

    It 'finds keys by id, wildcard and from the pipeline, without their secrets' {
        $key = Get-GdnApiKey $id
        $key.KeyId, $key.Tenant, $key.Owner | Should -Be $id, 'demo', 'demo.root'
        $key.PSObject.Properties.Name | Should -Not -Contain 'Key'
        (Get-GdnApiKey "$id*").KeyId | Should -Be $id
        ($id | Get-GdnApiKey | Get-GdnApiKey).KeyId | Should -Be $id
        (Get-GdnApiKey).KeyId | Should -Contain $id
    }

    It 'names an unknown one' {
        Assert-Failure (Get-Failure { Get-GdnApiKey nowhere }) GdnApiKeyNotFound ObjectNotFound 'nowhere'
        Get-GdnApiKey nowhere* | Should -BeNullOrEmpty
    }

    It 'is shown as a table' -Tag 'same everywhere' {
        Get-Header { Get-GdnApiKey } | Should -Be 'KeyId', 'Tenant', 'Owner'
    }
}
