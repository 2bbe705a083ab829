BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Get-GdnSubscription' {
    It 'shows the backlog of each subscription of each stream' {
        $name = New-Name
        1..3 | Send-GdnMessage $name
        $null = Receive-GdnMessage $name one -InitialPosition Earliest -Count 1
        $null = Receive-GdnMessage $name two -InitialPosition Earliest -Count 3
        Get-GdnStream $name | Get-GdnSubscription | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Backlog)" } | Should -Be 'one 2', 'two 0'
        (Get-GdnSubscription $name t*).Name | Should -Be 'two'
    }

    It 'names an unknown stream and an unknown subscription' {
        $name = New-Name
        $null = New-GdnStream $name
        Assert-Failure (Get-Failure { Get-GdnSubscription nowhere }) GdnStreamNotFound ObjectNotFound 'nowhere'
        Assert-Failure (Get-Failure { Get-GdnSubscription $name nobody }) GdnSubscriptionNotFound ObjectNotFound 'nobody'
    }

    It 'is shown as a table' {
        $name = New-Name
        $null = Receive-GdnMessage $name s -TimeoutSec 0
        Get-Header { Get-GdnSubscription $name } | Should -Be 'Name', 'Stream', 'Type', 'Backlog', 'Unacked', 'Consumers'
    }
}
