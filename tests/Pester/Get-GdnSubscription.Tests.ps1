BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Get-GdnSubscription' {
    It 'shows the backlog of each subscription of each stream' {
        $name = New-Name
        1..3 | Send-GdnMessage $name
        $null = Receive-GdnMessage $name one -InitialPosition Earliest -Count 1
        $null = Receive-GdnMessage $name two -InitialPosition Earliest -Count 3
        Assert-Soon { Get-GdnStream $name | Get-GdnSubscription | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Backlog)" } | Should -Be 'one 2', 'two 0' }
        (Get-GdnSubscription $name t*).Name | Should -Be 'two'
    }

    It 'takes streams from the pipeline, as text and as objects, and wildcards' {
        $name = New-Name
        $null = New-GdnStream "$name-a", "$name-b"
        $null = New-GdnSubscription "$name-a", "$name-b" s
        $null = New-GdnSubscription "$name-b" t
        ("$name-a", "$name-b" | Get-GdnSubscription).Name | Should -Be 's', 's', 't'
        (Get-GdnSubscription "$name*").Stream | Should -Be "$name-a", "$name-b", "$name-b"
        (Get-GdnSubscription * t).Stream | Should -Contain "$name-b"
        (Get-GdnSubscription "$name*" t).Stream | Should -Be "$name-b"
        (Get-GdnSubscription "$name-a" | Get-GdnSubscription).Stream | Should -Be "$name-a"
        (Get-GdnSubscription).Stream | Should -Contain "$name-a"
    }

    It 'passes over a stream that goes while many are looked at' {
        $name = New-Name
        $null = New-GdnStream "$name-a", "$name-b", "$name-c"
        $null = New-GdnSubscription "$name-a", "$name-b", "$name-c" s
        $failure = $null
        $seen = Get-GdnSubscription "$name*" -ErrorVariable failure | ForEach-Object { if ($_.Stream -like '*-a') { Remove-GdnStream "$name-b" -Force }; $_ }
        $seen.Stream | Should -Be "$name-a", "$name-c"
        $failure | Should -BeNullOrEmpty
    }

    It 'takes the name of a subscription that has wildcards in it as it is' {
        $name = New-Name
        $null = New-GdnStream $name
        $null = New-GdnSubscription $name 's*', 'st', '[x]'
        (Get-GdnSubscription $name 's*').Name | Should -Be 's*'
        (Get-GdnSubscription $name '[x]').Name | Should -Be '[x]'
        Get-GdnSubscription $name 's*' | Remove-GdnSubscription -Force
        (Get-GdnSubscription $name).Name | Sort-Object | Should -Be '[x]', 'st'
    }

    It 'names an unknown stream and an unknown subscription' {
        $name = New-Name
        $null = New-GdnStream $name
        Assert-Failure (Get-Failure { Get-GdnSubscription nowhere }) GdnStreamNotFound ObjectNotFound 'nowhere'
        Assert-Failure (Get-Failure { Get-GdnSubscription $name nobody }) GdnSubscriptionNotFound ObjectNotFound 'nobody'
    }

    It 'is shown as a table' -Tag 'same everywhere' {
        $name = New-Name
        $null = Receive-GdnMessage $name s -TimeoutSec 0
        Get-Header { Get-GdnSubscription $name } | Should -Be 'Name', 'Stream', 'Type', 'Backlog', 'Unacked', 'Consumers'
    }
}
