BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Start-GdnServer' {
    It 'keeps on disk what an earlier server stored' {
        $stream = New-Name
        $first = Start-GdnServer "$TestDrive/kept"
        $session = Connect-Gdn -Local
        'kept' | Send-GdnMessage $stream -Session $session
        Disconnect-Gdn $session
        Stop-GdnServer $first
        $second = Start-GdnServer "$TestDrive/kept"
        $session = Connect-Gdn -Local
        (Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 -Session $session).Text | Should -Be 'kept'
        Disconnect-Gdn $session
        Stop-GdnServer $second
    }

    It 'gives a new data directory a user of its own, in a file that only its owner can read' {
        $new = Start-GdnServer "$TestDrive/own"
        $new.CredentialsFile | Should -Be (Join-Path $new.DataDirectory credentials.json)
        if (-not $IsWindows) { (Get-Item $new.CredentialsFile).UnixFileMode | Should -Be 'UserWrite, UserRead' }
        $session = Connect-Gdn -Local
        $session.Tenant | Should -Be 'main'
        Assert-Failure (Get-Failure { Connect-Gdn $new.Url $demo }) 'Gdn*' AuthenticationError
        Assert-Failure (Get-Failure { Connect-Gdn $new.Url -ApiKey demo.development.only-for-development-on-this-machine }) GdnUnauthorized AuthenticationError
        $password = Get-Content $new.CredentialsFile -Raw | ConvertFrom-Json | ForEach-Object { [pscredential]::new($_.email, (ConvertTo-SecureString $_.password -AsPlainText -Force)) }
        $person = Connect-Gdn $new.Url $password
        $person.User | Should -Be 'root'
        $session, $person | Disconnect-Gdn
        Stop-GdnServer $new
    }

    It 'keeps the development user on disk with -Development alone, and says so' {
        $trial = Start-GdnServer "$TestDrive/trial" -Development
        $trial.CredentialsFile | Should -BeNullOrEmpty
        $session = Connect-Gdn -Local
        $session.Tenant, $session.User | Should -Be 'demo', 'root'
        Disconnect-Gdn $session
        Stop-GdnServer $trial
        $failure = Get-Failure { Start-GdnServer "$TestDrive/trial" }
        Assert-Failure $failure GdnUnavailable ConnectionError 'Start-GdnServer -Development'
        $failure.Exception.Message | Should -BeLike '*another -DataDirectory*'
        $failure.Exception.Message | Should -BeLike '*everybody knows*'
    }

    It 'takes a directory by its name, whatever is in it: <_>' -ForEach @('d17"q"', 'x" --anonymous-sockets "', 'a b', '--dev') {
        $path = "$TestDrive/$([guid]::NewGuid())/$_"
        $odd = Start-GdnServer $path
        $odd.DataDirectory | Should -Be ([IO.Path]::GetFullPath($path))
        Test-Path -LiteralPath (Join-Path $path credentials.json) | Should -BeTrue
        if ($IsLinux) {
            $arguments = [IO.File]::ReadAllText("/proc/$($odd.ProcessId)/cmdline").TrimEnd([char]0) -split [char]0
            $arguments[-2..-1] | Should -Be '--data', $odd.DataDirectory
            $arguments | Should -Not -Contain '--anonymous-sockets'
            $arguments | Should -Not -Contain '--dev'
        }
        Stop-GdnServer $odd
    }

    It 'keeps the root of a drive whole' {
        # A directory with its last separator: without it D:\ is the drive's current directory.
        $whole = Start-GdnServer "$TestDrive/whole/"
        if ($IsLinux) { [IO.File]::ReadAllText("/proc/$($whole.ProcessId)/cmdline").TrimEnd([char]0) | Should -BeLike '*/whole/' }
        $session = Connect-Gdn -Local -DataDirectory "$TestDrive/whole"
        $session.Url | Should -Be $whole.Url
        Disconnect-Gdn $session
        Stop-GdnServer $whole
    }

    It 'says why a server cannot start' {
        $failure = Get-Failure { Start-GdnServer -InMemory -Port $server.Url.Port }
        Assert-Failure $failure GdnUnavailable ConnectionError 'address already in use'
        $failure.Exception.Message | Should -BeLike '*another --port*'
        $failure.Exception.Message | Should -Not -BeLike '*{*'
    }

    It 'writes the server, with -PassThru or without, and not with -PassThru:$false' {
        $before = @(Get-GdnServer -Here).Count
        Start-GdnServer -InMemory -PassThru | Stop-GdnServer
        Start-GdnServer -InMemory -PassThru:$false | Should -BeNullOrEmpty
        $silent = @(Get-GdnServer -Here)[-1]
        @(Get-GdnServer -Here).Count | Should -Be ($before + 1)
        Stop-GdnServer $silent
    }

    It 'starts nothing with -WhatIf' {
        Start-GdnServer "$TestDrive/none" -WhatIf | Should -BeNullOrEmpty
        Test-Path "$TestDrive/none" | Should -BeFalse
    }

    It 'listens for https with a certificate that Connect-Gdn -Local trusts: <name>' -ForEach @(
        @{ name = 'in memory'; start = { Start-GdnServer -InMemory -Https } }
        @{ name = 'on disk'; start = { Start-GdnServer "$TestDrive/tls" -Https } }
    ) {
        $tls = & $start
        $tls.HttpsUrl.Scheme | Should -Be 'https'
        $session = Connect-Gdn -Local
        $session.Url | Should -Be $tls.HttpsUrl
        'safe' | Send-GdnMessage secret -Session $session
        (Receive-GdnMessage secret s -InitialPosition Earliest -Count 1 -Session $session).Text | Should -Be 'safe'
        Disconnect-Gdn $session
        "$tls" | Should -BeLike 'https:*'
        Stop-GdnServer $tls
    }

    It 'listens for https at -HttpsPort' {
        $first = Start-GdnServer -InMemory -Https
        Stop-GdnServer $first
        $second = Start-GdnServer -InMemory -HttpsPort $first.HttpsUrl.Port
        $second.HttpsUrl.Port | Should -Be $first.HttpsUrl.Port
        Stop-GdnServer $second
    }

    It 'makes what a seed file names' {
        Set-Content "$TestDrive/seed.json" '{ "fabrics": [{ "tenant": "demo", "name": "sales" }], "streams": [{ "tenant": "demo", "fabric": "sales", "name": "orders" }] }'
        $seeded = Start-GdnServer -InMemory -Seed "$TestDrive/seed.json"
        $session = Connect-Gdn -Local -Fabric sales
        (Get-GdnStream -Session $session).Name | Should -Be 'orders'
        Disconnect-Gdn $session
        Stop-GdnServer $seeded
        Assert-Failure (Get-Failure { Start-GdnServer -InMemory -Seed "$TestDrive/none.json" }) GdnUnavailable ConnectionError 'none.json'
    }

    It 'refuses sockets to streams that do not exist with -NoAutoCreate' {
        $strict = Start-GdnServer -InMemory -NoAutoCreate
        $session = Connect-Gdn -Local
        $null = New-GdnStream s -Session $session
        'x' | Send-GdnMessage s -Session $session
        $otp = (Invoke-RestMethod "$($strict.Url)apid/otp" -Method Post -Headers @{ Authorization = 'apikey demo.development.only-for-development-on-this-machine' }).otp
        $address = "ws://127.0.0.1:$($strict.Url.Port)/_ws/ws/v2/producer/persistent/demo/c8global._system/c8globals.missing?otp=$otp"
        $socket = [Net.WebSockets.ClientWebSocket]::new()
        { $socket.ConnectAsync([uri]$address, [Threading.CancellationToken]::None).GetAwaiter().GetResult() } | Should -Throw "*404*"
        (Get-GdnStream -Session $session).Name | Should -Be 's'
        Disconnect-Gdn $session
        Stop-GdnServer $strict
    }

    It 'lets pushes reach what is not public with -PushNetwork only' {
        $closed = Start-GdnServer -InMemory
        $session = Connect-Gdn -Local
        $null = New-GdnStream s -Session $session
        $null = New-GdnSubscription s s -Session $session
        Assert-Failure (Get-Failure { New-GdnPush s s https://10.1.2.3 -Session $session }) GdnBadRequest InvalidArgument 'not public'
        Disconnect-Gdn $session
        Stop-GdnServer $closed
        $open = Start-GdnServer -InMemory -PushNetwork 10.1.0.0/16, 127.0.0.0/8
        $session = Connect-Gdn -Local
        $null = New-GdnStream s -Session $session
        $null = New-GdnSubscription s s -Session $session
        (New-GdnPush s s https://10.1.2.3 -Session $session).Url | Should -Be 'https://10.1.2.3/'
        Assert-Failure (Get-Failure { Set-GdnPush s s -Url https://10.2.2.3 -Session $session }) GdnBadRequest InvalidArgument 'not public'
        Disconnect-Gdn $session
        Stop-GdnServer $open
        (Get-Failure { Start-GdnServer -InMemory -PushNetwork here })[0].Exception.Message | Should -BeLike "*'here' is not a network*"
    }

    It 'listens on -BindAddress <address>, where Connect-Gdn -Local finds it: -Https:<https>' -ForEach @(
        foreach ($address in '127.0.0.1', '0.0.0.0', '::1', '::', '127.0.0.2') { foreach ($https in $false, $true) { @{ address = $address; https = $https } } }
    ) {
        $bound = Start-GdnServer "$TestDrive/bound$([guid]::NewGuid())" -BindAddress $address -Https:$https
        $session = Connect-Gdn -Local
        $session.Url | Should -Be ($https ? $bound.HttpsUrl : $bound.Url)
        'x' | Send-GdnMessage s -Session $session -PassThru | Should -Not -BeNullOrEmpty
        Disconnect-Gdn $session
        $bound.Url.Host | Should -Be (@{ '0.0.0.0' = '127.0.0.1'; '::' = '[::1]'; '::1' = '[::1]' }[$address] ?? $address)
        Stop-GdnServer $bound
    }

    It 'says that an address is not this machine''s' {
        Assert-Failure (Get-Failure { Start-GdnServer "$TestDrive/elsewhere" -BindAddress 192.0.2.1 }) GdnUnavailable ConnectionError
        Get-Failure { Start-GdnServer "$TestDrive/elsewhere" -BindAddress nowhere } | Should -BeLike '*nowhere*'
    }

    It 'starts where it cannot note it, and says that no other shell finds it' -Skip:$IsWindows {
        $script = "Import-Module '$root/GdnStreams.psd1'; `$s = Start-GdnServer -InMemory -ErrorVariable e -ErrorAction SilentlyContinue; (Connect-Gdn -Local).Url.OriginalString; `$s.Url.OriginalString; `$e[0].FullyQualifiedErrorId; `$e[0].Exception.Message"
        Set-Content "$TestDrive/file" ''
        $url, $own, $id, $message = & {
            $before = $env:XDG_DATA_HOME
            $env:XDG_DATA_HOME = "$TestDrive/noted"
            try {
                $null = New-Item "$TestDrive/noted/GdnStreams" -ItemType Directory
                Set-Content "$TestDrive/noted/GdnStreams/servers" 'a file where the folder should be'
                pwsh -NoProfile -NonInteractive -Command $script
            }
            finally { $env:XDG_DATA_HOME = $before }
        }
        $url | Should -Be $own
        $id | Should -BeLike 'GdnUnavailable,*'
        $message | Should -BeLike '*no other shell finds it*'
    }

    It 'outlives its shell with -Detached, and is found by Connect-Gdn -Local in another' {
        $script = "Import-Module '$root/GdnStreams.psd1'; (Start-GdnServer '$TestDrive/detached' -Detached).ProcessId"
        $id = [int](pwsh -NoProfile -NonInteractive -Command $script)
        $found = Get-GdnServer | Where-Object ProcessId -EQ $id
        $found.IsDetached | Should -BeTrue
        $session = Connect-Gdn -Local -DataDirectory "$TestDrive/detached"
        $session.Url | Should -Be $found.Url
        Disconnect-Gdn $session
        if (-not $IsWindows) {
            kill -INT $id
            kill -HUP $id
            (Get-Process -Id $id).WaitForExit(500) | Should -BeFalse
        }
        Stop-GdnServer $found
        Get-Process -Id $id -ErrorAction Ignore | Should -BeNullOrEmpty
    }
}
