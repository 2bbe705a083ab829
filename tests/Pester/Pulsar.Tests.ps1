# The cmdlets in a session with a real Apache Pulsar, and with a gateway to it: each works, or says by its name that it has no meaning there.
BeforeDiscovery {
    # What is called what, and which topics of the Pulsar the streams are.
    $targets = @(
        @{ on = 'a Pulsar'; tenant = 'public'; fabric = 'default'; region = 'standalone'; prefix = ''; terminated = 'GdnStreamTerminated' }
        @{ on = 'a gateway'; tenant = 'demo'; fabric = '_system'; region = 'local'; prefix = 'c8globals.'; terminated = 'GdnUnavailable' }
    )
    . "$PSScriptRoot/RealPulsar.ps1"
    $missing = Get-MissingPulsar
    if ($missing) { Write-Warning "The suite about Pulsar is skipped. $missing." }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/RealPulsar.ps1"
    if (-not (Get-MissingPulsar)) {
        $pulsar = Start-Pulsar '--set', 'brokerDeduplicationEnabled=true'
        $gateway = Start-Gateway $pulsar
        $through = Connect-Gdn $gateway.Url $demo
        $session = Connect-Gdn -Pulsar $pulsar.Url
    }

    function Use-Target([string] $On) { $null = Select-GdnSession ($On -eq 'a gateway' ? $through : $session) }

    # The topics of the namespace, as Pulsar itself names them.
    function Get-Topic([string] $Of = 'public/default') { @(Invoke-RestMethod "$($pulsar.Url)admin/v2/persistent/$Of" | ForEach-Object { $_ } | ForEach-Object { $_ -replace '^persistent://' }) }
}

AfterAll {
    if ($pulsar) {
        $session, $through | Disconnect-Gdn
        Stop-Pulsar $gateway
        Stop-Pulsar $pulsar
    }
}

Describe 'Connect-Gdn -Pulsar' -Skip:([bool] $missing) {
    It 'works in public/default, and the server is a Pulsar' {
        $session.Tenant, $session.Fabric, $session.User | Should -Be 'public', 'default', $null
        (Test-Gdn).IsHealthy | Should -BeTrue
        (Test-Gdn).Server | Should -BeLike 'Pulsar *'
        Get-GdnSession | Should -Be $session
    }

    It 'takes another tenant and namespace' {
        Invoke-RestMethod "$($pulsar.Url)admin/v2/tenants/sales" -Method Put -Body '{"adminRoles":[],"allowedClusters":["standalone"]}' -ContentType application/json
        Invoke-RestMethod "$($pulsar.Url)admin/v2/namespaces/sales/eu" -Method Put
        $other = Connect-Gdn -Pulsar $pulsar.Url -Tenant sales -Namespace eu
        $null = New-GdnStream orders
        (Get-GdnStream).Topic | Should -Be 'orders'
        Get-Topic sales/eu | Should -Be 'sales/eu/orders'
        Disconnect-Gdn $other
    }

    It 'works in the namespaces of a fabric' {
        $other = Connect-Gdn -Pulsar $pulsar.Url -Fabric _system
        $stream = New-Name
        $null = New-GdnStream $stream
        $null = New-GdnStream $stream -Scope Local
        (Get-GdnStream $stream | Sort-Object Scope).Topic | Should -Be "c8globals.$stream", "c8locals.$stream"
        Get-Topic public/c8global._system | Should -Contain "public/c8global._system/c8globals.$stream"
        Disconnect-Gdn $other
    }

    It 'takes the address of the sockets' {
        $other = Connect-Gdn -Pulsar $pulsar.Url -WebSocketUrl "ws://127.0.0.1:$($pulsar.Url.Port)"
        $stream = New-Name
        'x' | Send-GdnMessage $stream
        Disconnect-Gdn $other
        $other = Connect-Gdn -Pulsar $pulsar.Url -WebSocketUrl ws://127.0.0.1:9 -TimeoutSec 5
        $failure = Get-Failure { 'x' | Send-GdnMessage $stream }
        $failure[0].Exception.Message | Should -BeLike '*ws://127.0.0.1:9*'
        Disconnect-Gdn $other
    }

    It 'does by a connection and by a profile what it does by its parameters' {
        $stream = New-Name
        $null = New-GdnStream $stream -Session $session
        $env:GDN_PROFILES = "$TestDrive/profiles.json"
        Set-GdnProfile broker -Pulsar $pulsar.Url
        $ways = { Connect-Gdn -Profile broker }, { Connect-Gdn -Connection @{ Pulsar = "$($pulsar.Url)"; Token = '' } }, { Connect-Gdn -Connection @{ Pulsar = "$($pulsar.Url)"; Tenant = 'public'; Namespace = 'default' } }
        foreach ($way in $ways) {
            $other = & $way
            $other.Tenant, $other.Fabric | Should -Be 'public', 'default'
            (Get-GdnStream $stream).Topic | Should -Be $stream
            Disconnect-Gdn $other
        }
        $ways = { Connect-Gdn -Profile broker -Fabric _system }, { Connect-Gdn -Connection @{ Pulsar = "$($pulsar.Url)"; Fabric = '_system' } }
        foreach ($way in $ways) {
            $other = & $way
            (New-GdnStream (New-Name)).Topic | Should -BeLike 'c8globals.*'
            Disconnect-Gdn $other
        }
        $env:GDN_PROFILES = $null
    }

    It 'fails at once, and leaves no session: <script>' -ForEach @(
        @{ script = { Connect-Gdn -Pulsar $pulsar.Url -Namespace nowhere }; id = 'GdnFabricNotFound'; category = 'ObjectNotFound'; message = "no namespace 'nowhere'" }
        @{ script = { Connect-Gdn -Pulsar $pulsar.Url -Tenant nobody }; id = 'Gdn*NotFound'; category = 'ObjectNotFound'; message = '' }
        @{ script = { Connect-Gdn -Pulsar $pulsar.Url -Namespace default -Fabric _system }; id = 'GdnBadRequest'; category = 'InvalidArgument'; message = '-Namespace is one namespace' }
        @{ script = { Connect-Gdn -Pulsar http://127.0.0.1:9 }; id = 'GdnConnectionFailed'; category = 'ConnectionError'; message = '127.0.0.1:9' }
        @{ script = { Connect-Gdn -Pulsar http://pulsar.invalid -Token s3cret }; id = 'GdnBadRequest'; category = 'InvalidArgument'; message = 'unencrypted' }
        @{ script = { Connect-Gdn -Pulsar $pulsar.Url -WebSocketUrl ws://pulsar.invalid -Token s3cret }; id = 'GdnBadRequest'; category = 'InvalidArgument'; message = 'wss://' }
        @{ script = { Connect-Gdn -Pulsar $pulsar.Url -WebSocketUrl http://127.0.0.1 }; id = 'GdnBadRequest'; category = 'InvalidArgument'; message = 'ws://' }
        @{ script = { Connect-Gdn -Pulsar $pulsar.Url -Token x $demo }; id = '*'; category = '*'; message = '' }
    ) {
        $before = @(Get-GdnSession -All).Count
        if ($id -eq '*') { Get-Failure $script | Should -Not -BeNullOrEmpty } else { Assert-Failure (Get-Failure $script) $id $category $message }
        @(Get-GdnSession -All).Count | Should -Be $before
    }
}

Describe 'A cmdlet in a session with <on>' -Skip:([bool] $missing) -ForEach $targets {
    BeforeAll {
        Use-Target $on
        $place = $on -eq 'a gateway' ? "demo/c8global.$fabric" : 'public/default'
        $stream = New-Name
        $null = New-GdnStream $stream
        $null = New-GdnSubscription $stream kept -From Earliest
        1..5 | Send-GdnMessage $stream
    }

    AfterAll { Use-Target 'a Pulsar' }

    It '<name> works' -ForEach @(
        @{ name = 'Test-Gdn'; script = { Test-Gdn -Quiet }; expected = $true }
        @{ name = 'Get-GdnTenant'; script = { $tenant -in (Get-GdnTenant).Name }; expected = $true }
        @{ name = 'Get-GdnRegion'; script = { (Get-GdnRegion).Name }; expected = { $region } }
        @{ name = 'Get-GdnFabric'; script = { (Get-GdnFabric $fabric).Name }; expected = { $fabric } }
        @{ name = 'New-GdnFabric'; script = { $new = New-Name; (New-GdnFabric $new).Name -eq $new; $new -in (Get-GdnFabric).Name }; expected = $true, $true }
        @{ name = 'Remove-GdnFabric'; script = { $gone = New-Name; $null = New-GdnFabric $gone; Remove-GdnFabric $gone -Force; @(Get-GdnFabric "$gone*").Count }; expected = 0 }
        @{ name = 'New-GdnStream'; script = { $new = New-GdnStream (New-Name); $new.Topic -eq "$prefix$($new.Name)"; "$place/$prefix$($new.Name)" -in (Get-Topic $place) }; expected = $true, $true }
        @{ name = 'Get-GdnStream'; script = { (Get-GdnStream $stream).Topic }; expected = { "$prefix$stream" } }
        @{ name = 'Remove-GdnStream'; script = { $new = (New-GdnStream (New-Name)).Name; Remove-GdnStream $new -Force; "$place/$prefix$new" -in (Get-Topic $place) }; expected = $false }
        @{ name = 'Test-GdnStream'; script = { Test-GdnStream $stream; Test-GdnStream no-such }; expected = $true, $false }
        @{ name = 'Get-GdnStreamStatistic'; script = { (Get-GdnStreamStatistic $stream).MessagesIn }; expected = 5 }
        @{ name = 'Watch-GdnStream'; script = { (Watch-GdnStream $stream -Count 1 -AsObject).MessagesIn }; expected = 5 }
        @{ name = 'Get-GdnStreamPolicy'; script = { (Get-GdnStreamPolicy $stream).GetType().Name; (Get-GdnStreamPolicy -Fabric).Fabric }; expected = { 'GdnStreamPolicy', $fabric } }
        @{ name = 'Set-GdnStreamPolicy'; script = { Set-GdnStreamPolicy -Fabric -TimeToLive 1h; (Get-GdnStreamPolicy -Fabric).TimeToLive.TotalHours; Set-GdnStreamPolicy -Fabric -Reset }; expected = 1 }
        @{ name = 'Get-GdnSubscription'; script = { (Get-GdnSubscription $stream kept).Backlog }; expected = 5 }
        @{ name = 'New-GdnSubscription'; script = { $null = New-GdnSubscription $stream other -From Earliest; (Get-GdnSubscription $stream other).Backlog }; expected = 5 }
        @{ name = 'Skip-GdnSubscription'; script = { (Skip-GdnSubscription $stream other 2 -Force).Backlog }; expected = 3 }
        @{ name = 'Reset-GdnSubscription'; script = { (Reset-GdnSubscription $stream other Earliest -Force).Backlog }; expected = 5 }
        @{ name = 'Clear-GdnSubscription'; script = { (Clear-GdnSubscription $stream other -Force).Backlog }; expected = 0 }
        @{ name = 'Remove-GdnSubscription'; script = { Remove-GdnSubscription $stream other -Force; @(Get-GdnSubscription $stream).Name }; expected = 'kept' }
        @{ name = 'Read-GdnMessage'; script = { (Read-GdnMessage $stream).Text; (Read-GdnMessage $stream -Last 2).Text; (Read-GdnMessage $stream -Subscription kept).Text }; expected = '1', '2', '3', '4', '5', '4', '5', '1', '2', '3', '4', '5' }
        @{ name = 'Receive-GdnMessage'; script = { (Receive-GdnMessage $stream mine -InitialPosition Earliest -UntilCaughtUp).Text }; expected = '1', '2', '3', '4', '5' }
        @{ name = 'Confirm-GdnMessage'; script = { $got = Receive-GdnMessage $stream acked -InitialPosition Earliest -Count 5 -AckMode Manual; $got | Confirm-GdnMessage; Wait-Until { (Get-GdnSubscription $stream acked).Backlog -eq 0 }; (Get-GdnSubscription $stream acked).Backlog }; expected = 0 }
        @{ name = 'Deny-GdnMessage'; script = {
                $got = Receive-GdnMessage $stream denied -InitialPosition Earliest -SubscriptionType Shared -NegativeAckDelaySec 0.1 -Count 1 -AckMode Manual
                $got | Deny-GdnMessage
                (Receive-GdnMessage $stream denied -SubscriptionType Shared -NegativeAckDelaySec 0.1 -Count 5).Text | Sort-Object
            }; expected = '1', '2', '3', '4', '5' }
        @{ name = 'Export-GdnMessage'; script = { (Export-GdnMessage $stream "$TestDrive/exported.jsonl").Count }; expected = 5 }
        @{ name = 'Import-GdnMessage'; script = { $to = New-Name; $null = New-GdnStream $to; $null = New-GdnSubscription $to s; $null = Import-GdnMessage $to "$TestDrive/exported.jsonl"; $null = Import-GdnMessage $to "$TestDrive/exported.jsonl"; (Get-GdnSubscription $to s).Backlog }; expected = 5 }
        @{ name = 'Copy-GdnMessage'; script = { $to = New-Name; $null = New-GdnStream $to; $null = New-GdnSubscription $to s; $null = Copy-GdnMessage $stream $to; (Get-GdnSubscription $to s).Backlog }; expected = 5 }
        @{ name = 'Move-GdnMessage'; script = { $to = New-Name; $null = New-GdnStream $to; $null = New-GdnSubscription $to s; $null = New-GdnSubscription $stream moved -From Earliest; $null = Move-GdnMessage $stream -Subscription moved -Destination $to; (Get-GdnSubscription $to s).Backlog }; expected = 5 }
        @{ name = 'Compress-GdnStream'; script = { $to = New-Name; 1..3 | Send-GdnMessage $to -Key same; Compress-GdnStream $to -Confirm:$false | Out-Null; 'started' }; expected = 'started' }
        @{ name = 'Clear-GdnStream'; script = { $to = New-Name; $null = New-GdnStream $to; $null = New-GdnSubscription $to s; 1..3 | Send-GdnMessage $to; Clear-GdnStream $to -Force | Out-Null; (Get-GdnSubscription $to s).Backlog }; expected = 0 }
        @{ name = 'Stop-GdnStream'; script = { $to = New-Name; 'last' | Send-GdnMessage $to; Stop-GdnStream $to -Force; (Get-Failure { 'more' | Send-GdnMessage $to }).FullyQualifiedErrorId -replace ',.*' }; expected = { $terminated } }
        @{ name = 'Invoke-GdnHandler'; script = { Invoke-GdnHandler $stream handled { "got $($_.Text)" } -InitialPosition Earliest -Count 5 -PassThru | Sort-Object }; expected = 'got 1', 'got 2', 'got 3', 'got 4', 'got 5' }
        @{ name = 'Measure-GdnPublish'; script = { (Measure-GdnPublish -Count 100).Messages }; expected = 100 }
        @{ name = 'Send-GdnMessage'; script = { (1..3 | Send-GdnMessage (New-Name) -PassThru).Count }; expected = 3 }
    ) {
        if ($expected -is [scriptblock]) { $expected = & $expected }
        @(& $script) | Should -Be $expected
    }
}

Describe 'A cmdlet about what a Pulsar does not have' -Skip:([bool] $missing) {
    It '<_> says that it has no meaning there, and what to use instead' -ForEach @(
        'Get-GdnUser', 'New-GdnUser', 'Set-GdnUser', 'Remove-GdnUser', 'Get-GdnApiKey', 'New-GdnApiKey', 'Remove-GdnApiKey', 'Get-GdnPermission', 'Set-GdnPermission',
        'Remove-GdnPermission', 'Get-GdnPush', 'New-GdnPush', 'Set-GdnPush', 'Remove-GdnPush', 'Test-GdnPush'
    ) {
        $given = @{
            'New-GdnUser' = @{ Email = 'a@b.c'; Password = 'x' }; 'Set-GdnUser' = @{ Name = 'a'; DisplayName = 'b' }; 'Remove-GdnUser' = @{ Name = 'a' }; 'New-GdnApiKey' = @{ KeyId = 'a' }; 'Remove-GdnApiKey' = @{ KeyId = 'a' }
            'Get-GdnPermission' = @{ User = 'a' }; 'Set-GdnPermission' = @{ User = 'a'; Permission = 'ReadWrite' }; 'Remove-GdnPermission' = @{ User = 'a' }
            'New-GdnPush' = @{ Stream = 'a'; Subscription = 'b'; Url = 'https://x.invalid' }; 'Set-GdnPush' = @{ Stream = 'a'; Subscription = 'b'; Active = $false }; 'Remove-GdnPush' = @{ Stream = 'a'; Subscription = 'b' }; 'Test-GdnPush' = @{ Stream = 'a'; Subscription = 'b' }
        }[$_] ?? @{}
        $failure = Get-Failure { & $_ @given }
        Assert-Failure $failure GdnNotSupported NotImplemented "$_ has no meaning on a Pulsar"
        $failure.ErrorDetails.RecommendedAction | Should -Match 'pulsar|Invoke-GdnHandler'
    }
}

Describe 'A stream with partitions' -Skip:([bool] $missing) {
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

    It 'is no more than one on a GDN streams server' {
        $here = Connect-Gdn $server.Url $demo
        Assert-Failure (Get-Failure { New-GdnStream (New-Name) -Partition 2 }) GdnNotSupported NotImplemented 'partitioned'
        Disconnect-Gdn $here
    }
}

Describe 'On <on>, a stream' -Skip:([bool] $missing) -ForEach $targets {
    BeforeAll { Use-Target $on }

    AfterAll { Use-Target 'a Pulsar' }

    It 'leaves dead letters in the namespace of their stream' {
        $stream, $dead = (New-Name), (New-Name)
        $null = New-GdnStream $stream, $dead
        $null = New-GdnSubscription $stream s
        $null = New-GdnSubscription $dead s
        'bad' | Send-GdnMessage $stream
        Receive-GdnMessage $stream s -SubscriptionType Shared -MaxRedeliverCount 1 -DeadLetterStream $dead -NegativeAckDelaySec 0.1 -TimeoutSec 4 -AckMode Manual | Deny-GdnMessage
        Wait-Until { (Get-GdnSubscription $dead s).Backlog -eq 1 }
    }
}

Describe 'What is Pulsar''s own way' -Skip:([bool] $missing) {
    It 'leaves dead letters in another namespace, too' {
        $stream, $dead = (New-Name), (New-Name)
        $other = Connect-Gdn -Pulsar $pulsar.Url -Tenant sales -Namespace eu
        $null = New-GdnStream $stream, $dead
        $null = New-GdnSubscription $stream s
        $null = New-GdnSubscription $dead s
        'bad' | Send-GdnMessage $stream
        Receive-GdnMessage $stream s -SubscriptionType Shared -MaxRedeliverCount 1 -DeadLetterStream $dead -NegativeAckDelaySec 0.1 -TimeoutSec 4 -AckMode Manual | Deny-GdnMessage
        Wait-Until { (Get-GdnSubscription $dead s).Backlog -eq 1 }
        (Move-GdnMessage $dead -Subscription s).Stored | Should -Be 1
        (Receive-GdnMessage $stream s -SubscriptionType Shared -Count 1).Text | Should -Be 'bad'
        Disconnect-Gdn $other
    }

    It 'is told where a delay is too short for it' {
        'x' | Send-GdnMessage (New-Name) -DeliverAfter 500ms -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike 'A Pulsar looks once a second*1s or more.'
        'x' | Send-GdnMessage (New-Name) -DeliverAfter 1s -WarningVariable warned
        $warned | Should -BeNullOrEmpty
    }

    It 'has names with blanks and +' {
        $name = "a+b $(New-Name)"
        Invoke-RestMethod "$($pulsar.Url)admin/v2/persistent/public/default/$([uri]::EscapeDataString($name))" -Method Put
        $null = New-GdnSubscription $name 'one + three'
        'x' | Send-GdnMessage $name
        (Receive-GdnMessage $name 'one + three' -Count 1).Text | Should -Be 'x'
        (Get-GdnStream $name).Name | Should -Be $name
    }

    It 'tells a terminated stream from a broker that is busy' {
        $stream = New-Name
        $null = New-GdnStream $stream
        Stop-GdnStream $stream -Force
        Assert-Failure (Get-Failure { 'x' | Send-GdnMessage $stream }) GdnStreamTerminated InvalidOperation
    }
}

Describe 'Moving from a GDN streams server to <on>' -Skip:([bool] $missing) -ForEach $targets {
    It 'takes a stream while it is in use, and its subscriptions where they were' {
        $to = $on -eq 'a gateway' ? $through : $session
        $from = Connect-Gdn $server.Url $demo
        $move = "$root/docs/examples/move-stream.ps1"
        $stream = New-Name
        $null = New-GdnStream $stream
        'behind', 'new', 'odd' | ForEach-Object { $null = New-GdnSubscription $stream $_ -From Earliest }
        1..100 | Send-GdnMessage $stream -Key k
        (& $move "c8globals.$stream" $from $to).Stored | Should -Be 100
        101..120 | Send-GdnMessage $stream -Key k
        $null = Receive-GdnMessage $stream behind -Count 30
        $null = Receive-GdnMessage $stream new -Count 120
        $odd = Receive-GdnMessage $stream odd -SubscriptionType Shared -Count 10 -AckMode Manual
        $odd | Where-Object { [int] $_.Text % 2 } | Confirm-GdnMessage
        Disconnect-Gdn $from
        $from = Connect-Gdn $server.Url $demo
        (& $move "c8globals.$stream" $from $to -Final).Stored | Should -Be 20
        Get-GdnSubscription $stream -Session $from | ForEach-Object Name | Should -Not -Contain moving
        Disconnect-Gdn $from
        $null = Select-GdnSession $to
        (Receive-GdnMessage $stream behind -UntilCaughtUp).Text | Should -Be (31..120 | ForEach-Object { "$_" })
        (Get-GdnSubscription $stream new).Backlog | Should -Be 0
        (Receive-GdnMessage $stream odd -UntilCaughtUp).Text | Should -Be (2..120 | ForEach-Object { "$_" })
        Use-Target 'a Pulsar'
    }
}
