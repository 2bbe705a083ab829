BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Get-GdnRegion' {
    It 'shows regions by name, wildcard and from the pipeline, and the local one' {
        $region = Get-GdnRegion -Local
        $region.IsLocal, $region.IsAvailable | Should -Be $true, $true
        (Get-GdnRegion).Name | Should -Contain $region.Name
        (Get-GdnRegion "$($region.Name)*").Name | Should -Contain $region.Name
        ($region | Get-GdnRegion).Host | Should -Be $region.Host
    }

    It 'names an unknown one' {
        Assert-Failure (Get-Failure { Get-GdnRegion nowhere }) GdnRegionNotFound ObjectNotFound 'nowhere'
        Get-GdnRegion nowhere* | Should -BeNullOrEmpty
    }

    It 'is shown as a table' -Tag 'same everywhere' {
        Get-Header { Get-GdnRegion } | Should -Be 'Name', 'Place', 'Local', 'Spot', 'Available', 'Host'
    }
}
