BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Connect-Gdn -Local' {
    BeforeAll {
        $mine = Start-GdnServer "$TestDrive/mine"

        # A runspace that did not start the server, as another shell.
        function Invoke-Elsewhere([string] $Script) {
            $shell = [powershell]::Create()
            try {
                $text = "param(`$module, `$url, `$directory) Import-Module `$module; try { `$s = $Script; `$s.Tenant; Disconnect-Gdn `$s } catch { `$_ }"
                $shell.AddScript($text).AddArgument((Get-Module GdnStreams).Path).AddArgument($mine.Url).AddArgument($mine.DataDirectory).Invoke()
            }
            finally { $shell.Dispose() }
        }

        function New-File([string] $Text, [string] $Mode = '600') {
            $directory = (New-Item "$TestDrive/$(New-Name)" -ItemType Directory).FullName
            Set-Content "$directory/credentials.json" $Text
            if (-not $IsWindows) { chmod $Mode "$directory/credentials.json" }
            $directory
        }
    }

    AfterAll { Stop-GdnServer $mine }

    It 'signs in to a server that runs elsewhere, by its data directory' {
        Invoke-Elsewhere 'Connect-Gdn -Local -Url $url -DataDirectory $directory' | Should -Be 'main'
    }

    It 'takes the server of this runspace that has the address or the data directory' {
        $other = Start-GdnServer "$TestDrive/other"
        foreach ($by in @{ Url = $mine.Url }, @{ DataDirectory = "$TestDrive/mine" }) {
            $session = Connect-Gdn -Local @by
            $session.Url | Should -Be $mine.Url
            Disconnect-Gdn $session
        }
        Stop-GdnServer $other
    }

    It 'takes the password where there is no key' {
        $text = Get-Content $mine.CredentialsFile -Raw | ConvertFrom-Json | Select-Object email, password | ConvertTo-Json
        $session = Connect-Gdn -Local -Url ([uri]"http://localhost:$($mine.Url.Port)") -DataDirectory (New-File $text)
        $session.User | Should -Be 'root'
        Disconnect-Gdn $session
    }

    It 'asks for the address of a server that does not run here' {
        Assert-Failure (Invoke-Elsewhere 'Connect-Gdn -Local -DataDirectory $directory') GdnConnectionFailed ConnectionError '-Url'
    }

    It 'says what is wrong with the file: <name>' -ForEach @(
        @{ name = 'missing'; directory = { "$TestDrive/nowhere" }; category = 'ObjectNotFound'; message = 'There is no *nowhere*credentials.json' }
        @{ name = 'unreadable'; directory = { $d = (New-Item "$TestDrive/$(New-Name)/credentials.json" -ItemType Directory).Parent.FullName; $d }; category = 'PermissionDenied'; message = 'You may not read *credentials.json' }
        @{ name = 'half'; directory = { New-File '{ "apiKey": "s3cret' }; category = 'InvalidArgument'; message = 'holds neither' }
        @{ name = 'another'; directory = { New-File '["s3cret"]' }; category = 'InvalidArgument'; message = 'holds neither' }
        @{ name = 'without'; directory = { New-File '{ "apiKey": "", "password": "s3cret" }' }; category = 'InvalidArgument'; message = 'holds neither' }
    ) {
        $failure = Get-Failure { Connect-Gdn -Local -Url http://127.0.0.1:9 -DataDirectory (& $directory) }
        Assert-Failure $failure GdnCredentialsFile $category $message
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-Credential*'
        "$failure $($failure.Exception) $($failure.TargetObject)" | Should -Not -BeLike '*s3cret*'
    }

    It 'does not believe a file that others can use' -Skip:$IsWindows -ForEach '640', '604', '620' {
        $directory = New-File '{ "apiKey": "main.first.s3cret" }' $_
        $failure = Get-Failure { Connect-Gdn -Local -Url http://127.0.0.1:9 -DataDirectory $directory }
        Assert-Failure $failure GdnCredentialsFile PermissionDenied 'Others than its owner'
    }

    It 'says that the server does not take the key of the file' {
        $failure = Get-Failure { Connect-Gdn -Local -Url ([uri]"http://localhost:$($mine.Url.Port)") -DataDirectory (New-File '{ "apiKey": "main.first.s3cret" }') }
        Assert-Failure $failure GdnUnauthorized AuthenticationError
    }
}

Describe 'Connect-Gdn over http' {
    It 'refuses to send a secret to another machine: <_>' -ForEach @(
        { Connect-Gdn http://gdn.invalid -ApiKey demo.k.s3cret }, { Connect-Gdn http://192.0.2.1 -Token s3cret }, { Connect-Gdn http://gdn.invalid $demo }
    ) {
        $failure = Get-Failure $_
        Assert-Failure $failure GdnBadRequest InvalidArgument 'unencrypted'
        $failure.Exception.Message | Should -BeLike '*https://*AllowUnencrypted*'
        "$failure" | Should -Not -BeLike '*s3cret*'
    }

    It 'warns where it is allowed to' {
        $failure = Get-Failure { Connect-Gdn http://gdn.invalid -ApiKey demo.k.s3cret -AllowUnencrypted -WarningVariable script:warned -WarningAction SilentlyContinue }
        Assert-Failure $failure GdnConnectionFailed ConnectionError
        $warned.Count | Should -Be 1
        "$warned" | Should -BeLike 'The API key goes to http://gdn.invalid/ unencrypted*'
    }

    It 'does not warn of this machine or of https' {
        $session = Connect-Gdn $server.Url $demo -AllowUnencrypted -WarningVariable warned
        Disconnect-Gdn $session
        $null = Get-Failure { Connect-Gdn https://127.0.0.1:9 $demo -AllowUnencrypted -WarningVariable +script:warned }
        $warned | Should -BeNullOrEmpty
    }
}

Describe 'A password in an address' {
    It 'is refused and shown nowhere: <_>' -ForEach @(
        'http://ada:PASS@127.0.0.1:9/', 'http://ada:PASS@127.0.0.1:99999/', 'https://ada:PASS@gdn.invalid', 'ftp://ada:PASS@x/', 'ada:PASS@x', '//ada:PASS@x', 'http://127.0.0.1:9/?apikey=PASS', 'http://127.0.0.1:9/#PASS'
    ) {
        $url = $_ -replace 'PASS', ('s3' + 'cret')
        $transcript = "$TestDrive/$(New-Name).txt"
        $null = Start-Transcript $transcript
        try { $failure = @(Get-Failure { Connect-Gdn $url -Token x }); $failure | Out-Default; $failure | Format-List * -Force | Out-Default } finally { $null = Stop-Transcript }
        $failure.Count | Should -Be 1
        "$failure $($failure.Exception) $($failure.TargetObject) $($failure.ErrorDetails) $($failure | Format-List * -Force | Out-String)" | Should -Not -BeLike '*s3cret*'
        Get-Content $transcript -Raw | Should -Not -BeLike '*s3cret*'
    }
}

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
