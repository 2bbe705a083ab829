BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'New-GdnFabric' {
    It 'creates fabrics by name and from the pipeline, in which a session works' {
        $names = (New-Name), (New-Name)
        (New-GdnFabric $names[0]).Name | Should -Be $names[0]
        ($names[1] | New-GdnFabric).Tenant | Should -Be (Get-GdnSession).Tenant
        $session = Connect-Target $names[0]
        $null = New-GdnStream only-here -Session $session
        (Get-GdnStream only-here -Session $session).Fabric | Should -Be $names[0]
        Disconnect-Gdn $session
        Get-GdnStream only-here* | Should -BeNullOrEmpty
        Remove-GdnFabric $names -Force
    }

    It 'does not create a fabric that exists' {
        $name = New-Name
        $null = New-GdnFabric $name
        Assert-Failure (Get-Failure { New-GdnFabric $name }) GdnFabricExists ResourceExists $name
        Remove-GdnFabric $name -Force
    }

    It 'explains a name that the server rejects' {
        Assert-Failure (Get-Failure { New-GdnFabric 'a/b' }) GdnInvalidName InvalidArgument 'a/b'
    }

    It 'creates nothing with -WhatIf' -Tag 'same everywhere' {
        $name = New-Name
        New-GdnFabric $name -WhatIf
        Get-GdnFabric "$name*" | Should -BeNullOrEmpty
    }
}
