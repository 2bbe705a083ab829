BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Get-GdnStreamStatistic' {
    BeforeAll {
        $stream = New-Name
        $null = New-GdnStream $stream
        $null = New-GdnStream "$stream-l" -Scope Local
        $null = New-GdnSubscription $stream a, b
        'x' * 2000 | Send-GdnMessage $stream
        1..2 | Send-GdnMessage $stream
        $null = Skip-GdnSubscription $stream b 2 -Force
    }

    It 'shows sizes, counts, producers and subscriptions' {
        $statistic = Get-GdnStreamStatistic $stream
        $statistic.MessagesIn, $statistic.Backlog | Should -Be 3, 3
        $statistic.BytesIn | Should -BeGreaterOrEqual 2002
        $statistic.StorageSize | Should -BeGreaterOrEqual 2002
        $statistic.Producers.Count, $statistic.Consumers.Count | Should -Be 1, 0
        $statistic.Subscriptions | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Backlog)" } | Should -Be 'a 3', 'b 1'
        ([DateTimeOffset]::UtcNow - $statistic.TakenAt).TotalMinutes | Should -BeLessThan 5
    }

    It 'counts the bytes of payloads' -Tag 'server only: a Pulsar counts the metadata of messages, too' {
        (Get-GdnStreamStatistic $stream).BytesIn | Should -Be 2002
    }

    It 'takes streams by wildcard, scope and from the pipeline' {
        (Get-GdnStreamStatistic "$stream*").Name | Sort-Object | Should -Be $stream, "$stream-l"
        (Get-GdnStreamStatistic "$stream*" -Scope Local).Name | Should -Be "$stream-l"
        (Get-GdnStream "$stream-l" | Get-GdnStreamStatistic).Scope | Should -Be 'Local'
        (Get-GdnStreamStatistic).Name | Should -Contain $stream
    }

    It 'passes over a stream that goes while many are looked at' {
        $name = New-Name
        $null = New-GdnStream "$name-a", "$name-b", "$name-c"
        $failure = $null
        $seen = Get-GdnStreamStatistic "$name*" -ErrorVariable failure | ForEach-Object { if ($_.Name -like '*-a') { Remove-GdnStream "$name-b" -Force }; $_ }
        $seen.Name | Should -Be "$name-a", "$name-c"
        $failure | Should -BeNullOrEmpty
    }

    It 'names an unknown stream' {
        Assert-Failure (Get-Failure { Get-GdnStreamStatistic nowhere }) GdnStreamNotFound ObjectNotFound
        Get-GdnStreamStatistic nowhere* | Should -BeNullOrEmpty
    }

    It 'is shown as a table and as a list, with numbers for people' -Tag 'same everywhere' {
        Get-Header { Get-GdnStreamStatistic $stream } | Should -Be 'Name', 'Scope', 'In/s', 'Out/s', 'Stored', 'Backlog', 'Producers', 'Consumers'
        Get-GdnStreamStatistic $stream | Out-String | Should -BeLike '*2 KiB*'
        Get-GdnStreamStatistic $stream | Format-List | Out-String -Width 200 | Should -BeLike '*a (3 behind)*'
        Get-GdnStreamStatistic $stream | Format-Wide | Out-String | Should -BeLike "*$stream*"
    }
}
