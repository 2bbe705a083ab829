BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Set-GdnPermission' {
    BeforeAll {
        $email = "$(New-Name)@example.com"
        $user = New-GdnUser -Email $email -Password secret-enough
        $id = New-Name
        $null = New-GdnApiKey $id
    }

    BeforeEach { $stream = New-Name; $null = New-GdnStream $stream; $null = New-GdnStream $stream -Scope Local }

    AfterAll {
        Remove-GdnUser $user.Name -Force
        Remove-GdnApiKey $id -Force
    }

    It 'says what a user may do with a fabric, and what with a stream counts more' {
        Set-GdnPermission $user.Name ReadOnly
        Set-GdnPermission $user.Name WriteOnly -Stream $stream -Fabric _system
        $session = Connect-Gdn $server.Url ([pscredential]::new($email, (ConvertTo-SecureString secret-enough -AsPlainText -Force)))
        'allowed' | Send-GdnMessage $stream -Session $session
        Assert-Failure (Get-Failure { 'denied' | Send-GdnMessage $stream -Scope Local -Session $session }) GdnForbidden PermissionDenied
        Disconnect-Gdn $session
    }

    It 'takes users, keys, streams and permissions from the pipeline' {
        (Get-GdnUser $email | Set-GdnPermission -Permission None -PassThru).Permission | Should -Be 'None'
        (Get-GdnApiKey $id | Set-GdnPermission -Permission ReadOnly -Stream $stream -PassThru).ApiKey | Should -Be $id
        Get-GdnStream $stream | Set-GdnPermission -ApiKey $id -Permission WriteOnly
        (Get-GdnPermission -ApiKey $id -Stream "$stream*").Permission | Should -Be 'WriteOnly', 'WriteOnly'
        Get-GdnPermission -ApiKey $id -Stream $stream | Set-GdnPermission -Permission None
        (Get-GdnPermission -ApiKey $id -Stream $stream).Permission | Should -Be 'None'
    }

    It 'takes no unset variable for all streams of the fabric' {
        Set-GdnPermission $user.Name None
        $failure = Get-Failure { Set-GdnPermission $user.Name ReadWrite -Stream $env:GDN_NO_SUCH_VARIABLE }
        Assert-Failure $failure GdnBadRequest InvalidArgument 'leave -Stream out'
        (Get-GdnPermission $user.Name -Fabric _system).Permission | Should -Be 'None'
    }

    It 'names who or what is unknown' {
        Assert-Failure (Get-Failure { Set-GdnPermission nobody None }) GdnUserNotFound ObjectNotFound 'nobody'
        Assert-Failure (Get-Failure { Set-GdnPermission -ApiKey nowhere -Permission None }) GdnApiKeyNotFound ObjectNotFound 'nowhere'
        Assert-Failure (Get-Failure { Set-GdnPermission $user.Name None -Fabric nowhere }) GdnFabricNotFound ObjectNotFound 'nowhere'
        Assert-Failure (Get-Failure { Set-GdnPermission $user.Name None -Stream nowhere }) GdnStreamNotFound ObjectNotFound 'nowhere'
    }

    It 'says nothing with -WhatIf' -Tag 'same everywhere' {
        Set-GdnPermission -ApiKey $id -Permission None -Stream $stream -WhatIf
        (Get-GdnPermission -ApiKey $id -Stream $stream).Permission | Should -Be 'ReadWrite'
    }
}
