BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Remove-GdnStream' {
    It 'removes what Get-GdnStream writes, also where this session holds it open' {
        $name = New-Name
        'x' | Send-GdnMessage $name
        $null = New-GdnStream $name -Scope Local
        Get-GdnStream $name | Remove-GdnStream -Confirm:$false
        Get-GdnStream "$name*" | Should -BeNullOrEmpty
    }

    It 'names an unknown stream' {
        Assert-Failure (Get-Failure { Remove-GdnStream nowhere -Confirm:$false }) GdnStreamNotFound ObjectNotFound 'nowhere'
    }

    It 'removes nothing with -WhatIf' {
        $name = New-Name
        $null = New-GdnStream $name
        Remove-GdnStream $name -WhatIf
        (Get-GdnStream $name).Name | Should -Be $name
    }
}
