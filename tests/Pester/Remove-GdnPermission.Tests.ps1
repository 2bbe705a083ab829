BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Remove-GdnPermission' {
    BeforeAll {
        $user = New-GdnUser -Email "$(New-Name)@example.com" -Password secret-enough
        $id = New-Name
        $null = New-GdnApiKey $id
        $stream = New-Name
        $null = New-GdnStream $stream
    }

    AfterAll {
        Remove-GdnUser $user.Name -Force
        Remove-GdnApiKey $id -Force
    }

    It 'takes back what was said of a fabric and of a stream' {
        Set-GdnPermission $user.Name ReadOnly
        Set-GdnPermission $user.Name None -Stream $stream
        Remove-GdnPermission $user.Name -Stream $stream -Force
        (Get-GdnPermission $user.Name -Stream $stream).Permission | Should -Be 'ReadOnly'
        $user | Remove-GdnPermission -Fabric _system -Confirm:$false
        (Get-GdnPermission $user.Name -Stream $stream).Permission | Should -Be 'ReadWrite'
    }

    It 'takes what Get-GdnPermission writes' {
        Set-GdnPermission -ApiKey $id -Permission None -Stream $stream
        Get-GdnPermission -ApiKey $id -Stream $stream | Remove-GdnPermission -Force
        (Get-GdnPermission -ApiKey $id -Stream $stream).Permission | Should -Be 'ReadWrite'
    }

    It 'takes no unset variable for the whole fabric' {
        Set-GdnPermission $user.Name ReadOnly
        Assert-Failure (Get-Failure { Remove-GdnPermission $user.Name -Stream $env:GDN_NO_SUCH_VARIABLE -Force }) GdnBadRequest InvalidArgument 'leave -Stream out'
        (Get-GdnPermission $user.Name -Fabric _system).Permission | Should -Be 'ReadOnly'
        Get-GdnPermission $user.Name -Fabric _system | Remove-GdnPermission -Force
        (Get-GdnPermission $user.Name -Fabric _system).Permission | Should -Be 'ReadWrite'
    }

    It 'takes back nothing with -WhatIf' -Tag 'same everywhere' {
        Set-GdnPermission $user.Name None -Stream $stream
        Remove-GdnPermission $user.Name -Stream $stream -Force -WhatIf
        (Get-GdnPermission $user.Name -Stream $stream).Permission | Should -Be 'None'
    }

    It 'names who or what is unknown' {
        Assert-Failure (Get-Failure { Remove-GdnPermission nobody -Force }) GdnUserNotFound ObjectNotFound 'nobody'
        Assert-Failure (Get-Failure { Remove-GdnPermission -ApiKey nowhere -Force }) GdnApiKeyNotFound ObjectNotFound 'nowhere'
        Assert-Failure (Get-Failure { Remove-GdnPermission $user.Name -Fabric nowhere -Force }) GdnFabricNotFound ObjectNotFound 'nowhere'
        Assert-Failure (Get-Failure { Remove-GdnPermission $user.Name -Stream nowhere -Force }) GdnStreamNotFound ObjectNotFound 'nowhere'
    }
}
