BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Get-GdnFabric' {
    It 'shows the fabric of the session' {
        $fabric = Get-GdnFabric
        $fabric.Name, $fabric.Tenant | Should -Be '_system', 'demo'
    }

    It 'names an unknown one' {
        Assert-Failure (Get-Failure { Get-GdnFabric nowhere }) GdnFabricNotFound ObjectNotFound 'nowhere'
    }

    It 'is shown as a table' {
        Get-Header { Get-GdnFabric } | Should -Be 'Name', 'Tenant', 'Status', 'Regions'
    }
}
