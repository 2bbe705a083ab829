# The scripts that take streams with their subscriptions from one server to another: from a server in memory to the service under test.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $to = Get-GdnSession
    $source = Start-GdnServer -InMemory
    $from = Connect-Gdn $source.Url $demo
    $null = Select-GdnSession $to
    $examples = "$root/docs/examples"
}

AfterAll {
    Disconnect-Gdn $from
    Stop-GdnServer $source
}

Describe 'Moving' {
    BeforeEach {
        $stream = New-Name
        $null = New-GdnStream $stream -Session $from
        'behind', 'new', 'odd' | ForEach-Object { $null = New-GdnSubscription $stream $_ -From Earliest -Session $from }
        1..100 | Send-GdnMessage $stream -Key k -Session $from

        # One has acknowledged 30, one all, and one those with odd numbers of the first ten.
        function Use-Subscriptions {
            $null = Receive-GdnMessage $stream behind -Count 30 -Session $from
            $null = Receive-GdnMessage $stream new -UntilCaughtUp -Session $from
            $odd = Receive-GdnMessage $stream odd -SubscriptionType Shared -Count 10 -AckMode Manual -Session $from
            $odd | Where-Object { [int] $_.Text % 2 } | Confirm-GdnMessage
            $odd | Where-Object { [int] $_.Text % 2 -eq 0 } | Deny-GdnMessage
            Wait-Until { -not (Get-GdnSubscription $stream odd -Session $from).Unacknowledged }
        }
    }

    It 'takes a stream while it is in use, and its subscriptions where they were' {
        (& "$examples/move-stream.ps1" "c8globals.$stream" $from $to).Stored | Should -Be 100
        101..120 | Send-GdnMessage $stream -Key k -Session $from
        Use-Subscriptions
        (& "$examples/move-stream.ps1" "c8globals.$stream" $from $to -Final).Stored | Should -Be 20
        Get-GdnSubscription $stream -Session $from | ForEach-Object Name | Should -Not -Contain moving
        (Receive-GdnMessage $stream behind -UntilCaughtUp).Text | Should -Be (31..120)
        Assert-Soon { (Get-GdnSubscription $stream new).Backlog | Should -Be 0 }
        (Receive-GdnMessage $stream odd -UntilCaughtUp).Text | Should -Be (2..120)
    }

    It 'takes what is said of how long messages are kept' {
        Set-GdnStreamPolicy $stream -TimeToLive 2h -RetentionTime forever -Session $from
        $null = & "$examples/move-stream.ps1" $stream $from $to
        $policy = Get-GdnStreamPolicy $stream
        $policy.TimeToLive, $policy.RetentionTime | Should -Be ([timespan]'2:0:0'), ([Threading.Timeout]::InfiniteTimeSpan)
    }

    It 'takes a deployment by a folder' {
        Set-GdnStreamPolicy $stream -TimeToLive 2h -RetentionTime 3h -RetentionSize 50GB -Session $from
        $null = New-GdnStream "c8locals.$stream" -Session $from
        $null = New-GdnSubscription "c8locals.$stream" s -Session $from
        'a', 'b' | Send-GdnMessage "c8locals.$stream" -Session $from
        Use-Subscriptions
        $folder = "$TestDrive/$stream"
        (& "$examples/export-streams.ps1" $folder "$stream*" $from | Measure-Object Count -Sum).Sum | Should -Be 102
        $behind = (Get-Content "$folder/streams.json" -Raw | ConvertFrom-Json | Where-Object stream -EQ "c8globals.$stream").subscriptions | Where-Object name -EQ behind
        $oldest = Read-GdnMessage $stream behind -Count 1 -Session $from
        $behind.left, $behind.oldestMessageId, $behind.oldestPublishTime.ToUniversalTime() | Should -Be 70, $oldest.MessageId, $oldest.PublishTime.UtcDateTime
        (& "$examples/import-streams.ps1" $folder $to | Measure-Object Imported -Sum).Sum | Should -Be 102
        $policy = Get-GdnStreamPolicy $stream
        $policy.TimeToLive, $policy.RetentionTime, $policy.RetentionSize | Should -Be ([timespan]'2:0:0'), ([timespan]'3:0:0'), 50GB
        (Receive-GdnMessage $stream behind -UntilCaughtUp).Text | Should -Be (31..100)
        Assert-Soon { (Get-GdnSubscription $stream new).Backlog | Should -Be 0 }
        (Receive-GdnMessage $stream odd -UntilCaughtUp).Text | Should -Be (2..100)
        (Receive-GdnMessage "c8locals.$stream" s -UntilCaughtUp).Text | Should -Be 'a', 'b'
    }

    It 'goes on with a folder where it was stopped' {
        Use-Subscriptions
        $folder = "$TestDrive/$stream"
        $null = & "$examples/export-streams.ps1" $folder $stream $from
        # All but the places of the subscriptions.
        $null = New-GdnStream $stream
        $null = New-GdnSubscription $stream behind -From Earliest
        $null = Import-GdnMessage $stream "$folder/c8globals.$stream.jsonl.gz"
        (& "$examples/import-streams.ps1" $folder $to -WarningAction SilentlyContinue).AlreadyThere | Should -Be 100
        (Receive-GdnMessage $stream behind -UntilCaughtUp).Text | Should -Be (31..100)
    }

    It 'takes subscriptions to a stream that has partitions there' -Tag 'not on a server: it has no partitions' {
        $null = Invoke-RestMethod "$($server.Pulsar)admin/v2/persistent/$($to.Tenant)/c8global._system/c8globals.$stream/partitions" -Method Put -Body 3 -ContentType application/json
        $null = New-GdnSubscription $stream late -From Earliest -Session $from
        $null = & "$examples/move-stream.ps1" $stream $from $to
        1..20 | ForEach-Object { "x$_" } | Send-GdnMessage $stream -Key { $_ } -Session $from
        Use-Subscriptions
        $null = Receive-GdnMessage $stream late -Count 100 -Session $from
        $null = & "$examples/move-stream.ps1" $stream $from $to -Final
        $got = (Receive-GdnMessage $stream behind -UntilCaughtUp).Text
        @(31..100) + @(1..20 | ForEach-Object { "x$_" }) | Where-Object { "$_" -notin $got } | Should -BeNullOrEmpty
        (Receive-GdnMessage $stream late -UntilCaughtUp).Text | Sort-Object { [int] "$_".Substring(1) } | Should -Be (1..20 | ForEach-Object { "x$_" })
        Assert-Soon { (Get-GdnSubscription $stream new).Backlog | Should -Be 0 }
    }

    It 'takes a deployment by a folder to a stream that has partitions there' -Tag 'not on a server: it has no partitions' {
        $null = Invoke-RestMethod "$($server.Pulsar)admin/v2/persistent/$($to.Tenant)/c8global._system/c8globals.$stream/partitions" -Method Put -Body 3 -ContentType application/json
        Use-Subscriptions
        $null = & "$examples/export-streams.ps1" "$TestDrive/$stream" $stream $from
        $null = & "$examples/import-streams.ps1" "$TestDrive/$stream" $to
        $got = (Receive-GdnMessage $stream behind -UntilCaughtUp).Text
        31..100 | Where-Object { "$_" -notin $got } | Should -BeNullOrEmpty
        Assert-Soon { (Get-GdnSubscription $stream new).Backlog | Should -Be 0 }
    }
}
