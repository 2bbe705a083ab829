BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Get-GdnFabric' {
    It 'shows the fabric of the session' {
        $fabric = Get-GdnFabric
        $fabric.Name, $fabric.Tenant | Should -Be '_system', (Get-GdnSession).Tenant
    }

    It 'finds fabrics by name and wildcard, also piped' {
        $name = New-Name
        $null = New-GdnFabric $name, "$name-b"
        (Get-GdnFabric "$name*").Name | Sort-Object | Should -Be $name, "$name-b"
        ($name | Get-GdnFabric).Name | Should -Be $name
        (Get-GdnFabric $name | Get-GdnFabric).Name | Should -Be $name
        Get-GdnFabric "$name*" | Remove-GdnFabric -Force
        Get-GdnFabric "$name*" | Should -BeNullOrEmpty
    }

    It 'tells upper from lower case' {
        $name = New-Name
        $null = New-GdnFabric $name
        Get-GdnFabric "$($name.ToUpperInvariant())*" | Should -BeNullOrEmpty
        Assert-Failure (Get-Failure { Get-GdnFabric $name.ToUpperInvariant() }) GdnFabricNotFound ObjectNotFound
        Remove-GdnFabric $name -Force
    }

    It 'names an unknown one' {
        Assert-Failure (Get-Failure { Get-GdnFabric nowhere }) GdnFabricNotFound ObjectNotFound 'nowhere'
    }

    It 'is shown as a table' -Tag 'same everywhere' {
        Get-Header { Get-GdnFabric } | Should -Be 'Name', 'Tenant', 'Status', 'Regions'
    }
}
