# What only a Pulsar has: its addresses, its namespaces, partitions, and what it does not have. The suites of the cmdlets run on it, too (Run.ps1 -Target pulsar).
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $fabric = Get-GdnSession
    $session = Connect-Gdn -Pulsar $server.Url

    # The topics of a namespace, as Pulsar itself names them.
    function Get-Topic([string] $Of = 'public/default') { @(Invoke-RestMethod "$($server.Url)admin/v2/persistent/$Of" | ForEach-Object { $_ } | ForEach-Object { $_ -replace '^persistent://' }) }
}

AfterAll {
    Disconnect-Gdn $session
    Select-GdnSession $fabric
}

Describe 'Connect-Gdn -Pulsar' {
    It 'works in public/default, and the server is a Pulsar' {
        $session.Tenant, $session.Fabric, $session.User | Should -Be 'public', 'default', $null
        (Test-Gdn).IsHealthy | Should -BeTrue
        (Test-Gdn).Server | Should -BeLike 'Pulsar *'
        Get-GdnSession | Should -Be $session
    }

    It 'takes another tenant and namespace' {
        Invoke-RestMethod "$($server.Url)admin/v2/tenants/sales" -Method Put -Body '{"adminRoles":[],"allowedClusters":["standalone"]}' -ContentType application/json -SkipHttpErrorCheck | Out-Null # Or it is there.
        Invoke-RestMethod "$($server.Url)admin/v2/namespaces/sales/eu" -Method Put -SkipHttpErrorCheck | Out-Null
        $other = Connect-Gdn -Pulsar $server.Url -Tenant sales -Namespace eu
        $null = New-GdnStream orders
        (Get-GdnStream).Topic | Should -Be 'orders'
        Get-Topic sales/eu | Should -Be 'sales/eu/orders'
        Remove-GdnStream orders -Force
        Disconnect-Gdn $other
    }

    It 'works in the namespaces of a fabric' {
        $other = Connect-Gdn -Pulsar $server.Url -Fabric _system
        $stream = New-Name
        $null = New-GdnStream $stream
        $null = New-GdnStream $stream -Scope Local
        (Get-GdnStream $stream | Sort-Object Scope).Topic | Should -Be "c8globals.$stream", "c8locals.$stream"
        Get-Topic public/c8global._system | Should -Contain "public/c8global._system/c8globals.$stream"
        Disconnect-Gdn $other
    }

    It 'takes the address of the sockets' {
        $other = Connect-Gdn -Pulsar $server.Url -WebSocketUrl "ws://127.0.0.1:$($server.Url.Port)"
        $stream = New-Name
        'x' | Send-GdnMessage $stream
        Disconnect-Gdn $other
        $other = Connect-Gdn -Pulsar $server.Url -WebSocketUrl ws://127.0.0.1:9 -TimeoutSec 5
        $failure = Get-Failure { 'x' | Send-GdnMessage $stream }
        $failure[0].Exception.Message | Should -BeLike '*ws://127.0.0.1:9*'
        Disconnect-Gdn $other
    }

    It 'does by a connection and by a profile what it does by its parameters' {
        $stream = New-Name
        $null = New-GdnStream $stream -Session $session
        $env:GDN_PROFILES = "$TestDrive/profiles.json"
        Set-GdnProfile broker -Pulsar $server.Url
        $ways = { Connect-Gdn -Profile broker }, { Connect-Gdn -Connection @{ Pulsar = "$($server.Url)"; Token = '' } }, { Connect-Gdn -Connection @{ Pulsar = "$($server.Url)"; Tenant = 'public'; Namespace = 'default' } }
        foreach ($way in $ways) {
            $other = & $way
            $other.Tenant, $other.Fabric | Should -Be 'public', 'default'
            (Get-GdnStream $stream).Topic | Should -Be $stream
            Disconnect-Gdn $other
        }
        $ways = { Connect-Gdn -Profile broker -Fabric _system }, { Connect-Gdn -Connection @{ Pulsar = "$($server.Url)"; Fabric = '_system' } }
        foreach ($way in $ways) {
            $other = & $way
            (New-GdnStream (New-Name)).Topic | Should -BeLike 'c8globals.*'
            Disconnect-Gdn $other
        }
        $env:GDN_PROFILES = $null
    }

    It 'fails at once, and leaves no session: <script>' -ForEach @(
        @{ script = { Connect-Gdn -Pulsar $server.Url -Namespace nowhere }; id = 'GdnFabricNotFound'; category = 'ObjectNotFound'; message = "no namespace 'nowhere'" }
        @{ script = { Connect-Gdn -Pulsar $server.Url -Tenant nobody }; id = 'Gdn*NotFound'; category = 'ObjectNotFound'; message = '' }
        @{ script = { Connect-Gdn -Pulsar $server.Url -Namespace default -Fabric _system }; id = 'GdnBadRequest'; category = 'InvalidArgument'; message = '-Namespace is one namespace' }
        @{ script = { Connect-Gdn -Pulsar http://127.0.0.1:9 }; id = 'GdnConnectionFailed'; category = 'ConnectionError'; message = '127.0.0.1:9' }
        @{ script = { Connect-Gdn -Pulsar http://pulsar.invalid -Token s3cret }; id = 'GdnBadRequest'; category = 'InvalidArgument'; message = 'unencrypted' }
        @{ script = { Connect-Gdn -Pulsar $server.Url -WebSocketUrl ws://pulsar.invalid -Token s3cret }; id = 'GdnBadRequest'; category = 'InvalidArgument'; message = 'wss://' }
        @{ script = { Connect-Gdn -Pulsar $server.Url -WebSocketUrl http://127.0.0.1 }; id = 'GdnBadRequest'; category = 'InvalidArgument'; message = 'ws://' }
        @{ script = { Connect-Gdn -Pulsar $server.Url -Token x $demo }; id = '*'; category = '*'; message = '' }
    ) {
        $before = @(Get-GdnSession -All).Count
        if ($id -eq '*') { Get-Failure $script | Should -Not -BeNullOrEmpty } else { Assert-Failure (Get-Failure $script) $id $category $message }
        @(Get-GdnSession -All).Count | Should -Be $before
    }
}

Describe 'A session with a namespace' {
    It 'has it for its fabric, and its topics as they are called' {
        (Get-GdnFabric default).Name | Should -Be 'default'
        'public' | Should -BeIn (Get-GdnTenant).Name
        (Get-GdnRegion).Name | Should -Be 'standalone'
        $stream = (New-GdnStream (New-Name)).Name
        (Get-GdnStream $stream).Topic | Should -Be $stream
        "public/default/$stream" | Should -BeIn (Get-Topic)
        Remove-GdnStream $stream -Force
        "public/default/$stream" | Should -Not -BeIn (Get-Topic)
    }

    It 'makes and removes namespaces' {
        $name = New-Name
        (New-GdnFabric $name).Name | Should -Be $name
        "public/$name" | Should -BeIn (Invoke-RestMethod "$($server.Url)admin/v2/namespaces/public")
        Remove-GdnFabric $name -Force
        @(Get-GdnFabric "$name*").Count | Should -Be 0
    }

    It 'sets the policies of its namespace' {
        Set-GdnStreamPolicy -Fabric -TimeToLive 1h
        (Get-GdnStreamPolicy -Fabric).TimeToLive.TotalHours | Should -Be 1
        Set-GdnStreamPolicy -Fabric -Reset
        (Get-GdnStreamPolicy -Fabric).TimeToLive | Should -BeNullOrEmpty
    }

    It 'sends, receives, reads and moves as one with a fabric does' {
        $stream, $to = (New-Name), (New-Name)
        $null = New-GdnStream $stream, $to
        $null = New-GdnSubscription $stream, $to s
        1..5 | Send-GdnMessage $stream
        (Get-GdnStreamStatistic $stream).MessagesIn | Should -Be 5
        (Read-GdnMessage $stream -Last 2).Text | Should -Be '4', '5'
        (Read-GdnMessage $stream s -Count 1).Text | Should -Be '1'
        (Move-GdnMessage $stream -Subscription s -Destination $to).Stored | Should -Be 5
        (Receive-GdnMessage $to s -Count 5).Text | Should -Be (1..5)
        Invoke-GdnHandler $stream handled { "got $($_.Text)" } -InitialPosition Earliest -Count 5 -PassThru | Sort-Object | Should -Be (1..5 | ForEach-Object { "got $_" })
    }
}

Describe 'A cmdlet about what a Pulsar does not have' {
    It '<_> says that it has no meaning there, and what to use instead' -ForEach @(
        'Get-GdnUser', 'New-GdnUser', 'Set-GdnUser', 'Remove-GdnUser', 'Get-GdnApiKey', 'New-GdnApiKey', 'Remove-GdnApiKey', 'Get-GdnPermission', 'Set-GdnPermission',
        'Remove-GdnPermission', 'Get-GdnPush', 'New-GdnPush', 'Set-GdnPush', 'Remove-GdnPush', 'Test-GdnPush'
    ) {
        $given = @{
            'New-GdnUser' = @{ Email = 'a@b.c'; Password = 'x' }; 'Set-GdnUser' = @{ Name = 'a'; DisplayName = 'b' }; 'Remove-GdnUser' = @{ Name = 'a' }; 'New-GdnApiKey' = @{ KeyId = 'a' }; 'Remove-GdnApiKey' = @{ KeyId = 'a' }
            'Get-GdnPermission' = @{ User = 'a' }; 'Set-GdnPermission' = @{ User = 'a'; Permission = 'ReadWrite' }; 'Remove-GdnPermission' = @{ User = 'a'; Force = $true }
            'New-GdnPush' = @{ Stream = 'a'; Subscription = 'b'; Url = 'https://x.invalid' }; 'Set-GdnPush' = @{ Stream = 'a'; Subscription = 'b'; Active = $false }; 'Remove-GdnPush' = @{ Stream = 'a'; Subscription = 'b' }; 'Test-GdnPush' = @{ Stream = 'a'; Subscription = 'b' }
        }[$_] ?? @{}
        $failure = Get-Failure { & $_ @given }
        Assert-Failure $failure GdnNotSupported NotImplemented "$_ has no meaning on a Pulsar"
        $failure.ErrorDetails.RecommendedAction | Should -Match 'pulsar|Invoke-GdnHandler'
    }
}

Describe 'A stream with partitions' {
    BeforeAll {
        $parted = New-Name
        $made = New-GdnStream $parted -Partition 3
        $null = New-GdnSubscription $parted s
    }

    It 'is listed once, and says how many it has' {
        $made.Partitions | Should -Be 3
        $listed = @(Get-GdnStream "$parted*")
        $listed.Count, $listed.Name, $listed.Partitions | Should -Be 1, $parted, 3
        @(Get-Topic) -like "*$parted*" | Should -HaveCount 3
    }

    It 'has statistics and a backlog that are added up' {
        1..30 | Send-GdnMessage $parted -Key { "$_" }
        (Get-GdnStreamStatistic $parted).MessagesIn | Should -Be 30
        (Get-GdnSubscription $parted s).Backlog | Should -Be 30
        (Receive-GdnMessage $parted s -UntilCaughtUp).Text | Sort-Object { [int] $_ } | Should -Be (1..30 | ForEach-Object { "$_" })
    }

    It 'is read, reset and cleared as a whole' {
        (Read-GdnMessage $parted).Text | Sort-Object { [int] $_ } | Should -Be (1..30 | ForEach-Object { "$_" })
        (Reset-GdnSubscription $parted s Earliest -Force).Backlog | Should -Be 30
        (Clear-GdnSubscription $parted s -Force).Backlog | Should -Be 0
        (Reset-GdnSubscription $parted s -1h -Force).Backlog | Should -Be 30
    }

    It 'says what is asked of one partition' {
        Assert-Failure (Get-Failure { Skip-GdnSubscription $parted s 1 -Force }) GdnNotSupported NotImplemented "$parted-partition-0"
        Assert-Failure (Get-Failure { Read-GdnMessage $parted -Subscription s }) GdnNotSupported NotImplemented "$parted-partition-0"
        (Get-GdnSubscription "$parted-partition-0" s).Name | Should -Be 's'
    }

    It 'is terminated and removed as a whole' {
        Stop-GdnStream $parted -Force
        Assert-Failure (Get-Failure { 'x' | Send-GdnMessage $parted }) GdnStreamTerminated InvalidOperation
        Remove-GdnStream $parted -Force
        @(Get-Topic) -like "*$parted*" | Should -BeNullOrEmpty
    }
}

Describe 'What is Pulsar''s own way' {
    It 'leaves dead letters in another namespace, too' {
        $stream, $dead = (New-Name), (New-Name)
        $other = Connect-Gdn -Pulsar $server.Url -Tenant sales -Namespace eu
        $null = New-GdnStream $stream, $dead
        $null = New-GdnSubscription $stream s
        $null = New-GdnSubscription $dead s
        'bad' | Send-GdnMessage $stream
        Receive-GdnMessage $stream s -SubscriptionType Shared -MaxRedeliverCount 1 -DeadLetterStream $dead -NegativeAckDelaySec 0.1 -TimeoutSec 20 -AckMode Manual | Deny-GdnMessage
        Wait-Until { (Get-GdnSubscription $dead s).Backlog -eq 1 }
        (Move-GdnMessage $dead -Subscription s).Stored | Should -Be 1
        (Receive-GdnMessage $stream s -SubscriptionType Shared -Count 1).Text | Should -Be 'bad'
        Disconnect-Gdn $other
    }

    It 'is told where a delay is too short for it' {
        'x' | Send-GdnMessage (New-Name) -DeliverAfter 1s -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike 'A Pulsar looks once a second*more than 1s.'
        'x' | Send-GdnMessage (New-Name) -DeliverAfter 2s -WarningVariable warned
        $warned | Should -BeNullOrEmpty
    }

    It 'has names with blanks and +' {
        $name = "a+b $(New-Name)"
        Invoke-RestMethod "$($server.Url)admin/v2/persistent/public/default/$([uri]::EscapeDataString($name))" -Method Put
        $null = New-GdnSubscription $name 'one + three'
        'x' | Send-GdnMessage $name
        (Receive-GdnMessage $name 'one + three' -Count 1).Text | Should -Be 'x'
        (Get-GdnStream $name).Name | Should -Be $name
    }
}
