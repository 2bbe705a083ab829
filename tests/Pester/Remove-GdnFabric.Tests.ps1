BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Remove-GdnFabric' {
    It 'removes by name and from the pipeline, without a question with -Force' {
        $names = (New-Name), (New-Name)
        $null = New-GdnFabric $names
        $ConfirmPreference = 'Low'
        Remove-GdnFabric $names[0] -Force
        Get-GdnFabric $names[1] | Remove-GdnFabric -Force
        (Get-GdnFabric).Name | Where-Object { $_ -in $names } | Should -BeNullOrEmpty
    }

    It 'names an unknown one' {
        Assert-Failure (Get-Failure { Remove-GdnFabric nowhere -Force }) GdnFabricNotFound ObjectNotFound 'nowhere'
    }

    It 'removes nothing with -WhatIf, not even with -Force' {
        $name = New-Name
        $null = New-GdnFabric $name
        Remove-GdnFabric $name -Force -WhatIf
        $WhatIfPreference = $true
        Remove-GdnFabric $name -Force
        $WhatIfPreference = $false
        (Get-GdnFabric $name).Name | Should -Be $name
        Remove-GdnFabric $name -Force
    }
}
