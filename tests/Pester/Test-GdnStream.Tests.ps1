BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Test-GdnStream' {
    BeforeEach { $stream = New-Name; $null = New-GdnStream $stream }

    It 'tells whether streams exist, by name and from the pipeline' {
        Test-GdnStream $stream | Should -BeTrue
        Test-GdnStream $stream -Scope Local | Should -BeFalse
        $stream, 'nowhere' | Test-GdnStream | Should -Be $true, $false
        Get-GdnStream $stream | Test-GdnStream | Should -BeTrue
    }

    It 'says which thresholds failed' {
        $null = New-GdnSubscription $stream s
        1..5 | Send-GdnMessage $stream
        $check = Test-GdnStream $stream -MaxBacklog 4 -MaxAge 1h -MinConsumer 1
        $check.IsHealthy, $check.Backlog, $check.Consumers | Should -Be $false, 5, 0
        $check.Failed | Should -Be 'MaxBacklog', 'MinConsumer'
        Wait-Until { (Test-GdnStream $stream -MaxAge 20ms).Failed -contains 'MaxAge' }
        $check = Test-GdnStream $stream -MaxBacklog 5 -MaxAge 1h -MinConsumer 0
        $check.IsHealthy, $check.Exists | Should -Be $true, $true
        $check.Failed | Should -BeNullOrEmpty
    }

    It 'counts the consumers that are connected' {
        'x' | Send-GdnMessage $stream
        $held = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 -AckMode Manual
        (Test-GdnStream $stream -MinConsumer 1).IsHealthy | Should -BeTrue
        $held | Confirm-GdnMessage
        Assert-Soon { (Test-GdnStream $stream -MinConsumer 1).Failed | Should -Be 'MinConsumer' }
    }

    It 'looks at the subscriptions of -Subscription only' {
        $null = New-GdnSubscription $stream slow, fast
        1..3 | Send-GdnMessage $stream
        $null = Clear-GdnSubscription $stream fast -Force
        (Test-GdnStream $stream -MaxBacklog 0 -Subscription fast).IsHealthy | Should -BeTrue
        (Test-GdnStream $stream -MaxBacklog 0 -Subscription s*).Failed | Should -Be 'MaxBacklog'
        Assert-Failure (Get-Failure { Test-GdnStream $stream -MaxBacklog 0 -Subscription nobody }) GdnSubscriptionNotFound ObjectNotFound 'nobody'
    }

    It 'says that there is no stream, and with -Quiet only whether all is well' {
        $check = Test-GdnStream nowhere -MaxBacklog 0
        $check.Exists, $check.IsHealthy | Should -Be $false, $false
        $check.Failed | Should -Be 'Exists'
        Test-GdnStream nowhere -MaxBacklog 0 -Quiet | Should -BeFalse
        Test-GdnStream $stream -MaxBacklog 0 -Quiet | Should -BeTrue
    }

    It 'is shown as a table' -Tag 'same everywhere' {
        Get-Header { Test-GdnStream $stream -MaxBacklog 0 } | Should -Be 'Name', 'Healthy', 'Failed', 'Backlog', 'Age', 'Consumers'
    }
}
