BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Get-GdnPermission' {
    BeforeAll {
        $user = New-GdnUser -Email "$(New-Name)@example.com" -Password secret-enough
        $id = New-Name
        $null = New-GdnApiKey $id
        $stream = New-Name
        $null = New-GdnStream $stream
        $null = New-GdnStream $stream -Scope Local
        Set-GdnPermission $user.Name ReadOnly
        Set-GdnPermission $user.Name WriteOnly -Stream $stream
        Set-GdnPermission -ApiKey $id -Permission None -Stream $stream -Scope Local
    }

    AfterAll {
        Remove-GdnUser $user.Name -Force
        Remove-GdnApiKey $id -Force
    }

    It 'shows what a user may do in every fabric, in one, and with streams' {
        $all = Get-GdnPermission $user.Name
        $all.User, $all.Fabric, $all.Permission | Should -Be $user.Name, '_system', 'ReadOnly'
        $all.Stream | Should -BeNullOrEmpty
        (Get-GdnPermission $user.Name -Fabric _system).Permission | Should -Be 'ReadOnly'
        (Get-GdnPermission -User $user.Name -Stream $stream).Permission | Should -Be 'WriteOnly'
        (Get-GdnPermission -User $user.Name -Stream $stream -Scope Local).Permission | Should -Be 'ReadOnly'
        Get-GdnPermission $user.Name -Stream "$stream*" | ForEach-Object { "$($_.Scope) $($_.Permission)" } | Sort-Object | Should -Be 'Global WriteOnly', 'Local ReadOnly'
        (Get-GdnPermission $user.Name -Stream "$stream*" -Scope Local).Permission | Should -Be 'ReadOnly'
    }

    It 'shows what an API key may do' {
        $one = Get-GdnPermission -ApiKey $id -Stream "c8locals.$stream"
        $one.ApiKey, $one.Stream, $one.Scope, $one.Permission | Should -Be $id, $stream, 'Local', 'None'
        (Get-GdnPermission -ApiKey $id -Stream $stream).Permission | Should -Be 'ReadWrite'
    }

    It 'takes users, keys and streams from the pipeline' {
        ($user | Get-GdnPermission).Permission | Should -Be 'ReadOnly'
        (Get-GdnApiKey $id | Get-GdnPermission -Stream "c8locals.$stream").Permission | Should -Be 'None'
        (Get-GdnStream $stream -Scope Local | Get-GdnPermission -ApiKey $id).Permission | Should -Be 'None'
        (Get-GdnPermission $user.Name -Stream $stream | Get-GdnPermission).Permission | Should -Be 'WriteOnly'
    }

    It 'takes wildcards in names of users and keys' {
        (Get-GdnPermission "$($user.Name)*").Permission | Should -Be 'ReadOnly'
        (Get-GdnPermission * -Fabric _system).User | Should -Contain $user.Name
        (Get-GdnPermission * -Fabric _system).User | Should -Contain 'root'
        (Get-GdnPermission -ApiKey "$id*" -Stream "c8locals.$stream").Permission | Should -Be 'None'
        Get-GdnPermission 'nobody*' | Should -BeNullOrEmpty
        Get-GdnPermission -ApiKey 'nowhere*' | Should -BeNullOrEmpty
    }

    It 'names who or what is unknown' {
        Assert-Failure (Get-Failure { Get-GdnPermission nobody }) GdnUserNotFound ObjectNotFound 'nobody'
        Assert-Failure (Get-Failure { Get-GdnPermission -ApiKey nowhere }) GdnApiKeyNotFound ObjectNotFound 'nowhere'
        Assert-Failure (Get-Failure { Get-GdnPermission $user.Name -Fabric nowhere }) GdnFabricNotFound ObjectNotFound 'nowhere'
        Assert-Failure (Get-Failure { Get-GdnPermission $user.Name -Stream nowhere }) GdnStreamNotFound ObjectNotFound 'nowhere'
    }

    It 'is shown as a table' -Tag 'same everywhere' {
        Get-Header { Get-GdnPermission $user.Name } | Should -Be 'Holder', 'Fabric', 'Stream', 'Permission'
        Get-GdnPermission -ApiKey $id -Stream "c8locals.$stream" | Out-String -Width 200 | Should -BeLike '*key t*c8locals.t*None*'
    }
}
