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

    It 'knows a server by every name of this machine, and goes to the address that is its own' {
        $memory = Start-GdnServer -InMemory
        try {
            foreach ($it in $mine, $memory) {
                $session = Connect-Gdn -Local -Url "http://localhost:$($it.Url.Port)"
                $session.Url | Should -Be $it.Url
                Disconnect-Gdn $session
            }

            Invoke-Elsewhere "Connect-Gdn -Local -Url http://localhost:$($mine.Url.Port)" | Should -Be 'main'
        }
        finally { Stop-GdnServer $memory }
    }

    It 'goes by http where that was asked for, also to a server that has https' {
        $both = Start-GdnServer -InMemory -Https
        try {
            foreach ($url in $both.Url, $both.HttpsUrl) {
                $session = Connect-Gdn -Local -Url $url
                $session.Url | Should -Be $url
                Disconnect-Gdn $session
            }
        }
        finally { Stop-GdnServer $both }
    }

    It 'sends no key of a local server to another machine: <_>' -ForEach 'https://gdn.invalid', 'https://192.0.2.1', 'http://gdn.invalid' {
        $failure = Get-Failure { Connect-Gdn -Local -Url $_ }
        Assert-Failure $failure GdnConnectionFailed ConnectionError 'is no local server of yours, and the key of one is not sent there'
    }

    It 'takes the password where there is no key' {
        $text = Get-Content $mine.CredentialsFile -Raw | ConvertFrom-Json | Select-Object email, password | ConvertTo-Json
        $session = Connect-Gdn -Local -Url ([uri]"http://localhost:$($mine.Url.Port)") -DataDirectory (New-File $text)
        $session.User | Should -Be 'root'
        Disconnect-Gdn $session
    }

    It 'finds a server of this user that another runspace started, by its directory alone' {
        Invoke-Elsewhere 'Connect-Gdn -Local -DataDirectory $directory' | Should -Be 'main'
    }

    It 'asks for the address of a server that does not run' {
        Assert-Failure (Invoke-Elsewhere "Connect-Gdn -Local -DataDirectory '$TestDrive/nobody'") GdnConnectionFailed ConnectionError '-Url'
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

    It 'says without a local server how to start one' -Skip:$IsWindows {
        $before = $env:XDG_DATA_HOME
        $env:XDG_DATA_HOME = "$TestDrive/nothing"
        $shell = [powershell]::Create().AddScript('param($module) Import-Module $module; try { Connect-Gdn -Local } catch { $_ }').AddArgument((Get-Module GdnStreams).Path)
        Assert-Failure $shell.Invoke() GdnConnectionFailed ConnectionError 'Start-GdnServer'
        $shell.Dispose()
        $env:XDG_DATA_HOME = $before
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
        "$failure $($failure.ErrorDetails.RecommendedAction)" | Should -Not -Match '/_|persistent://|status \d'
        @(Get-GdnSession -All).Count | Should -Be $before
    }
}

Describe 'Connect-Gdn over https' {
    BeforeAll {
        $tls = Start-GdnServer "$TestDrive/tls" -Https -Development
        $certificate = "$($tls.DataDirectory)/development-certificate.pem"
    }

    AfterAll { Stop-GdnServer $tls }

    It 'does not trust a certificate that nobody vouches for' {
        Assert-Failure (Get-Failure { Connect-Gdn $tls.HttpsUrl $demo }) GdnConnectionFailed ConnectionError
    }

    It 'trusts -TrustedCertificate, a file or a certificate, for requests and sockets' {
        foreach ($trusted in $certificate, [Security.Cryptography.X509Certificates.X509Certificate2]::new($certificate), (Get-Item $certificate)) {
            $session = Connect-Gdn -Uri $tls.HttpsUrl $demo -TrustedCertificate $trusted
            'x' | Send-GdnMessage trusted -Session $session
            Disconnect-Gdn $session
        }
        { Connect-Gdn $tls.HttpsUrl $demo -TrustedCertificate "$TestDrive/none.pem" } | Should -Throw '*none.pem*'
    }

    It 'takes any certificate with -SkipCertificateCheck, and warns' {
        $session = Connect-Gdn $tls.HttpsUrl $demo -SkipCertificateCheck -WarningVariable warned -WarningAction SilentlyContinue
        'x' | Send-GdnMessage skipped -Session $session
        Disconnect-Gdn $session
        "$warned" | Should -BeLike '*is not checked*'
    }

    It 'says what is wrong where http speaks instead of https' {
        $failure = Get-Failure { Connect-Gdn "https://127.0.0.1:$($server.Url.Port)" $demo }
        Assert-Failure $failure GdnConnectionFailed ConnectionError 'http://'
        "$failure" | Should -Not -BeLike '*corrupted frame*'
    }
}

Describe 'Connect-Gdn -Connection' {
    It 'takes what Get-AutomationConnection gives' {
        $session = Connect-Gdn -Connection @{ Url = "$($server.Url)"; Email = 'root@demo.local'; Password = 'demo'; ApiKey = ''; Fabric = '_system' }
        $session.Tenant, $session.Fabric | Should -Be 'demo', '_system'
        Disconnect-Gdn $session
        $session = Connect-Gdn -Connection @{ Url = "$($server.Url)"; ApiKey = 'demo.development.only-for-development-on-this-machine' }
        Disconnect-Gdn $session
    }

    It 'says what is wrong with it, and shows no secret: <table>' -ForEach @(
        @{ table = @{ Url = 'http://127.0.0.1'; Pasword = 's3cret' }; message = "has 'Pasword'" }
        @{ table = @{ ApiKey = 's3cret' }; message = 'no Url' }
        @{ table = @{ Url = 'http://127.0.0.1'; Password = 's3cret' }; message = 'neither ApiKey' }
        @{ table = @{ Url = 'http://127.0.0.1'; Pulsar = 'http://127.0.0.1'; Token = 's3cret' }; message = 'Pulsar with Url' }
        @{ table = @{ Pulsar = 'http://127.0.0.1'; ApiKey = 's3cret' }; message = 'Pulsar with Url or ApiKey' }
        @{ table = @{ Url = 'http://127.0.0.1'; Tenant = 'sales'; Token = 's3cret' }; message = "has 'Tenant' without Pulsar" }
        @{ table = @{ Pulsar = 'http://127.0.0.1'; Namespace = 'eu'; Fabric = '_system'; Token = 's3cret' }; message = 'one namespace' }
    ) {
        $failure = Get-Failure { Connect-Gdn -Connection $table }
        Assert-Failure $failure GdnBadRequest InvalidArgument $message
        "$failure $($failure | Format-List * -Force | Out-String)" | Should -Not -BeLike '*s3cret*'
    }

    It 'has a connection type for it, of the same fields' {
        $type = Get-Content "$root/GdnStreams-Automation.json" -Raw | ConvertFrom-Json
        $type.ConnectionTypeName | Should -Be 'GdnStreams'
        $type.ConnectionFields.Name | Should -Be 'Url', 'Fabric', 'ApiKey', 'Token', 'Email', 'Password', 'Pulsar', 'WebSocketUrl', 'Tenant', 'Namespace'
        ($type.ConnectionFields | Where-Object IsEncrypted).Name | Should -Be 'ApiKey', 'Token', 'Password'
    }
}

Describe 'Connect-Gdn through a proxy and with a time' {
    It 'goes to the proxy' {
        $failure = Get-Failure { Connect-Gdn http://gdn.invalid $demo -AllowUnencrypted -Proxy http://127.0.0.1:9 -WarningAction SilentlyContinue }
        Assert-Failure $failure GdnConnectionFailed ConnectionError
        $listener = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $listener.Start()
        $answer = $listener.AcceptTcpClientAsync()
        $null = Get-Failure { Connect-Gdn http://gdn.invalid $demo -AllowUnencrypted -Proxy "http://127.0.0.1:$($listener.LocalEndpoint.Port)" -TimeoutSec 1 -WarningAction SilentlyContinue }
        $answer.IsCompleted | Should -BeTrue
        $listener.Stop()
    }

    It 'gives a proxy that asks for it -ProxyCredential' {
        $listener = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $listener.Start()
        $proxy = [powershell]::Create().AddScript({
            param($listener)
            $client = $listener.AcceptTcpClient()
            $reader = [IO.StreamReader]::new($client.GetStream())
            foreach ($answer in "407 Asks`r`nProxy-Authenticate: Basic realm=`"x`"", '403 No') {
                while ($line = $reader.ReadLine()) { if ($line -like 'Proxy-Authorization:*') { $line } }
                $client.GetStream().Write([Text.Encoding]::ASCII.GetBytes("HTTP/1.1 $answer`r`nContent-Length: 0`r`n`r`n"))
            }
        }).AddArgument($listener)
        $asked = $proxy.BeginInvoke()
        $who = [pscredential]::new('ada', (ConvertTo-SecureString s3cret -AsPlainText -Force))
        $session = Connect-Gdn http://gdn.invalid -ApiKey demo.k.s -AllowUnencrypted -Proxy "http://127.0.0.1:$($listener.LocalEndpoint.Port)" -ProxyCredential $who -TimeoutSec 30 -WarningAction SilentlyContinue -ErrorAction Ignore
        if ($session) { Disconnect-Gdn $session } # It must not stay the current one.
        $proxy.EndInvoke($asked) | Should -Be "Proxy-Authorization: Basic $([Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes('ada:s3cret')))"
        $proxy.Dispose()
        $listener.Stop()
    }

    It 'waits for an answer no longer than -TimeoutSec: <_>' -ForEach 0.5, '500ms', ([timespan]'0:0:0.5') {
        $listener = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $listener.Start()
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Assert-Failure (Get-Failure { Connect-Gdn "http://127.0.0.1:$($listener.LocalEndpoint.Port)" $demo -TimeoutSec $_ }) GdnTimeout OperationTimeout
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 20
        $listener.Stop()
    }

    It 'tells with -Verbose what it does, and no secret' {
        $said = Connect-Gdn $server.Url $demo -Verbose 4>&1
        "$said" | Should -BeLike "*Connecting to $($server.Url)*Connected*"
        "$said" | Should -Not -BeLike '*demo.local*'
        $said | Where-Object { $_ -is [GdnStreams.Client.GdnSession] } | Disconnect-Gdn
    }
}

Describe 'Connect-Gdn -Profile' {
    BeforeAll { $env:GDN_PROFILES = "$TestDrive/profiles.json" }

    AfterAll { $env:GDN_PROFILES = $null; $env:PROFILE_SECRET = $null }

    It 'connects with the secret of an environment variable' {
        Set-GdnProfile one $server.Url -EnvironmentVariable PROFILE_SECRET
        Assert-Failure (Get-Failure { Connect-Gdn -Profile one }) GdnUnauthorized AuthenticationError 'PROFILE_SECRET'
        $env:PROFILE_SECRET = 'demo.development.only-for-development-on-this-machine'
        $session = Connect-Gdn -Profile one
        $session.Tenant | Should -Be 'demo'
        Disconnect-Gdn $session
        Get-Content "$TestDrive/profiles.json" -Raw | Should -Not -BeLike '*only-for-development*'
    }

    It 'connects with a password and its address' {
        Set-GdnProfile two $server.Url -SecretKind Password -Email root@demo.local -EnvironmentVariable PROFILE_SECRET
        $env:PROFILE_SECRET = 'demo'
        $session = Connect-Gdn -Profile TWO -Fabric _system
        $session.User | Should -Be 'root'
        Disconnect-Gdn $session
    }

    It 'connects with the secret that SecretManagement has' {
        function global:Get-Secret([string] $Name, [string] $Vault) { if ($Name -eq 'gdn') { ConvertTo-SecureString 'demo.development.only-for-development-on-this-machine' -AsPlainText -Force } else { throw "no $Name" } }
        Set-GdnProfile three $server.Url -SecretName gdn -VaultName mine
        $session = Connect-Gdn -Profile three
        Disconnect-Gdn $session
        Set-GdnProfile three -SecretName other
        Assert-Failure (Get-Failure { Connect-Gdn -Profile three }) GdnUnauthorized AuthenticationError 'no other'
        Remove-Item function:global:Get-Secret
    }

    It 'says that nobody can be asked' {
        Set-GdnProfile four $server.Url
        $shell = [powershell]::Create().AddScript('param($module) Import-Module $module; try { Connect-Gdn -Profile four } catch { $_ }').AddArgument((Get-Module GdnStreams).Path)
        Assert-Failure $shell.Invoke() GdnUnauthorized AuthenticationError 'nobody to ask'
        $shell.Dispose()
    }

    It 'creates streams where the profile says so' {
        $env:PROFILE_SECRET = 'demo.development.only-for-development-on-this-machine'
        Set-GdnProfile five $server.Url -EnvironmentVariable PROFILE_SECRET -CreateStream
        $session = Connect-Gdn -Profile five
        $stream = New-Name
        'x' | Send-GdnMessage $stream -Session $session -Create:$false
        (Get-GdnStream $stream).Name | Should -Be $stream
        Disconnect-Gdn $session
    }

    It 'names an unknown one' {
        Assert-Failure (Get-Failure { Connect-Gdn -Profile nowhere }) GdnProfileNotFound ObjectNotFound "'nowhere'"
    }

    It 'connects on first use where the user said so' {
        $env:PROFILE_SECRET = 'demo.development.only-for-development-on-this-machine'
        Set-GdnProfile six $server.Url -EnvironmentVariable PROFILE_SECRET -ConnectOnFirstUse
        $shell = [powershell]::Create().AddScript('param($module) Import-Module $module; (Get-GdnTenant).Name; Get-Module Gdn* | Remove-Module').AddArgument((Get-Module GdnStreams).Path)
        $shell.Invoke() | Should -Be 'demo'
        $shell.Dispose()
        Remove-GdnProfile six -Force
    }
}
