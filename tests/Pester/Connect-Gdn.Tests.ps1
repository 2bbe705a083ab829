BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Connect-Gdn' {
    It 'signs in with e-mail and password' {
        $session = Connect-Gdn $server.Url $demo
        $session.Tenant, $session.Fabric | Should -Be 'demo', '_system'
        "$session" | Should -Not -BeLike '*demo.local*'
        Disconnect-Gdn $session
    }

    It 'signs in with a token' {
        $token = (Invoke-RestMethod "$($server.Url)_open/auth" -Method Post -Body '{"email":"root@demo.local","password":"demo"}' -ContentType application/json).jwt
        $session = Connect-Gdn $server.Url -Token $token
        $session.Tenant | Should -Be 'demo'
        Disconnect-Gdn $session
    }

    It 'makes its session the current one, and then the one before' {
        $first = Get-GdnSession
        $second = Connect-Gdn $server.Url $demo
        Get-GdnSession | Should -Be $second
        Disconnect-Gdn
        Get-GdnSession | Should -Be $first
    }

    It 'says without a local server how to start one' {
        $shell = [powershell]::Create().AddScript('param($module) Import-Module $module; try { Connect-Gdn -Local } catch { $_ }').AddArgument((Get-Module GdnStreams).Path)
        Assert-Failure $shell.Invoke() GdnConnectionFailed ConnectionError 'Start-GdnServer'
        $shell.Dispose()
    }

    It 'fails at once, leaves no session and shows no secret: <script>' -ForEach @(
        @{ script = { Connect-Gdn $server.Url -ApiKey demo.ci.s3cret }; id = 'GdnUnauthorized'; category = 'AuthenticationError'; message = '' }
        @{ script = { Connect-Gdn $server.Url -Token s3cret }; id = 'Gdn*'; category = 'AuthenticationError'; message = '' }
        @{ script = { Connect-Gdn $server.Url ([pscredential]::new('root@demo.local', (ConvertTo-SecureString s3cret -AsPlainText -Force))) }
            id = 'GdnWrongCredentials'; category = 'AuthenticationError'; message = '' }
        @{ script = { Connect-Gdn http://127.0.0.1:9 -ApiKey demo.ci.s3cret }; id = 'GdnConnectionFailed'; category = 'ConnectionError'; message = '' }
        @{ script = { Connect-Gdn http://127.0.0.1:9 $demo }; id = 'GdnConnectionFailed'; category = 'ConnectionError'; message = '127.0.0.1:9*. Check the address' }
        @{ script = { Connect-Gdn -Local -Fabric nowhere }; id = 'GdnFabricNotFound'; category = 'ObjectNotFound'; message = 'nowhere' }
        @{ script = { Connect-Gdn $server.Url -ApiKey '' }; id = 'GdnBadRequest'; category = 'InvalidArgument'; message = 'empty' }
        @{ script = { Connect-Gdn $server.Url -Token ([securestring]::new()) }; id = 'GdnBadRequest'; category = 'InvalidArgument'; message = 'empty' }
        @{ script = { Connect-Gdn $server.Url ([pscredential]::new('root@demo.local', [securestring]::new())) }; id = 'GdnBadRequest'; category = 'InvalidArgument'; message = 'empty' }
        @{ script = { Connect-Gdn ftp://x/ -Token x }; id = 'GdnBadRequest'; category = 'InvalidArgument'; message = 'http://' }
        @{ script = { Connect-Gdn 127.0.0.1 -Token x }; id = 'GdnBadRequest'; category = 'InvalidArgument'; message = 'http://' }
    ) {
        $before = @(Get-GdnSession -All).Count
        $failure = Get-Failure $script
        Assert-Failure $failure $id $category $message
        "$failure $($failure.Exception)" | Should -Not -BeLike '*s3cret*'
        @(Get-GdnSession -All).Count | Should -Be $before
    }
}
