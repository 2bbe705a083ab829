BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'New-GdnSubscription' {
    BeforeEach { $stream = New-Name; 1..3 | Send-GdnMessage $stream }

    It 'begins with what comes, or where -From says: <from>' -ForEach @(
        @{ from = 'Latest'; backlog = 0 }
        @{ from = 'Earliest'; backlog = 3 }
        @{ from = '-1h'; backlog = 3 }
        @{ from = [datetime]::Now.AddMinutes(-5); backlog = 3 }
        @{ from = [timespan]'1:0:0'; backlog = 3 }
    ) {
        $subscription = New-GdnSubscription $stream s -From $from
        $subscription.Name, $subscription.Stream, $subscription.Backlog | Should -Be 's', $stream, $backlog
        'next' | Send-GdnMessage $stream
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be ($backlog + 1) }
    }

    It 'begins with a message, or a receipt' {
        $receipts = 'a', 'b' | Send-GdnMessage $stream -PassThru
        (New-GdnSubscription $stream by-id -From $receipts[0].MessageId).Backlog | Should -Be 2
        (New-GdnSubscription $stream by-receipt -From $receipts[1]).Backlog | Should -Be 1
        $message = Receive-GdnMessage $stream by-id -Count 1
        (New-GdnSubscription $stream by-message -From $message).Backlog | Should -Be 2
    }

    It 'makes several, for streams from the pipeline' {
        $null = New-GdnStream "$stream-b" -Scope Local
        $made = Get-GdnStream "$stream*" | New-GdnSubscription -Name a, b
        $made | ForEach-Object { "$($_.Scope) $($_.Name)" } | Sort-Object | Should -Be 'Global a', 'Global b', 'Local a', 'Local b'
        ($stream | New-GdnSubscription -Name c).Stream | Should -Be $stream
    }

    It 'does not make one twice, but takes it with -IfNotExists' {
        $null = New-GdnSubscription $stream s -From Earliest
        Assert-Failure (Get-Failure { New-GdnSubscription $stream s }) GdnSubscriptionExists ResourceExists
        (New-GdnSubscription $stream s -IfNotExists).Backlog | Should -Be 3
    }

    It 'names an unknown stream, and says what a place is' {
        Assert-Failure (Get-Failure { New-GdnSubscription nowhere s }) GdnStreamNotFound ObjectNotFound
        { New-GdnSubscription $stream s -From somewhere } | Should -Throw '*Earliest*-1h*'
    }

    It 'makes nothing with -WhatIf' -Tag 'same everywhere' {
        New-GdnSubscription $stream s -WhatIf
        Get-GdnSubscription $stream | Should -BeNullOrEmpty
    }
}
