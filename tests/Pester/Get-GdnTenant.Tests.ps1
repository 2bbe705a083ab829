BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Get-GdnTenant' {
    It 'shows the own tenant with its limits, by name, wildcard and from the pipeline' -Tag 'not on a Pulsar: it lists all tenants, and limits are the policies of their namespaces' {
        $tenant = Get-GdnTenant
        $tenant.Name, $tenant.IsActive | Should -Be 'demo', $true
        $tenant.GlobalStreams, $tenant.LocalStreams | Should -Not -BeNullOrEmpty
        (Get-GdnTenant d*).Name | Should -Be 'demo'
        ('demo' | Get-GdnTenant | Get-GdnTenant).Name | Should -Be 'demo'
    }

    It 'names an unknown one' {
        Assert-Failure (Get-Failure { Get-GdnTenant nobody }) GdnTenantNotFound ObjectNotFound 'nobody'
        Get-GdnTenant nobody* | Should -BeNullOrEmpty
    }

    It 'is shown as a table' -Tag 'same everywhere' {
        Get-Header { Get-GdnTenant } | Should -Be 'Name', 'Active', 'MaxGlobalStreams', 'MaxLocalStreams'
        Get-GdnTenant | Out-String | Should -BeLike '*no limit*'
    }
}
