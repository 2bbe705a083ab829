BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Measure-GdnPublish' {
    AfterEach { Get-GdnStream gdn-measure-* | Should -BeNullOrEmpty -Because 'a measurement removes what it made' }

    It 'publishes so many messages to a stream of its own, and tells how long they took' {
        $found = Measure-GdnPublish -Count 500 -Size 50 -Producers 2
        $found.What, $found.Messages, $found.Failed, $found.Size, $found.Producers | Should -Be Publish, 500, 0, 50, 2
        $found.TargetRate | Should -BeNullOrEmpty
        $found.MessageRate | Should -BeGreaterThan 0
        $found.ByteRate | Should -Be ($found.MessageRate * 50)
        $found.MinMs, $found.P50Ms, $found.P90Ms, $found.P99Ms, $found.P999Ms, $found.MaxMs | Should -Be ($found.MinMs, $found.P50Ms, $found.P90Ms, $found.P99Ms, $found.P999Ms, $found.MaxMs | Sort-Object)
        $found.MinMs | Should -BeGreaterThan 0
        $found.MeanMs | Should -BeLessOrEqual $found.MaxMs
    }

    It 'publishes to the stream that it is given, and leaves it' {
        $stream = New-Name
        $null = New-GdnStream $stream
        (Measure-GdnPublish $stream -Count 10 -Size 0 -MaxInFlight 1).Stream | Should -Be $stream
        Assert-Soon {
            $stats = Get-GdnStreamStatistic $stream
            $stats.MessagesIn, $stats.Producers.Count | Should -Be 10, 0
        }
        Assert-Failure (Get-Failure { Measure-GdnPublish "$stream-no" -Count 1 }) GdnStreamNotFound ObjectNotFound
    }

    It 'publishes for a time, at a rate' -Tag 'same everywhere' {
        $found = Measure-GdnPublish -DurationSec 1 -Rate 100
        $found.TargetRate | Should -Be 100
        $found.Messages | Should -BeGreaterThan 0
        $found.Messages | Should -BeLessOrEqual (100 * $found.Elapsed.TotalSeconds + 2)
        $found.Elapsed.TotalSeconds | Should -BeGreaterThan 0.9
    }

    It 'tells what was not stored' {
        $stream = New-Name
        $null = New-GdnStream $stream
        Stop-GdnStream $stream -Force
        $failure = Get-Failure { Measure-GdnPublish $stream -Count 3 }
        $failure.Count | Should -Be 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'GdnStreamTerminated,*'
    }

    It 'is shown with a histogram, as a table, and as CSV with one value in each column' -Tag 'same everywhere' {
        $found = Measure-GdnPublish -Count 200
        $text = $found | Out-String -Width 200
        $text | Should -BeLike '*p50 *p99.9 *'
        $text | Should -BeLike '*<= *#*%*'
        Get-Header { $found | Format-Table } | Should -Be 'What', 'Stream', 'Messages', 'Failed', 'Rate/s', 'P50Ms', 'P99Ms', 'P99.9Ms', 'MaxMs'
        $row = $found | ConvertTo-Csv | ConvertFrom-Csv
        $row.Messages | Should -Be '200'
        $row.PSObject.Properties.Value | Should -Not -BeLike '*System.*'
        $row.PSObject.Properties.Name | Should -Contain 'P999Ms'
    }

    It 'counts every time within one per cent' -Tag 'same everywhere' {
        $type = [GdnStreams.Cmdlets.GdnMeasurement].Assembly.GetType('GdnStreams.Cmdlets.LatencyHistogram')
        $times = [Activator]::CreateInstance($type, $true)
        foreach ($i in 1..10000) { $times.Record([timespan]::FromTicks($i * 1000)) }
        foreach ($part in 0.01, 0.5, 0.9, 0.99, 0.999, 1) {
            $wanted = $part * 1e7
            [Math]::Abs($times.Percentile($part).Ticks - $wanted) / $wanted | Should -BeLessThan 0.01
        }

        $times.Min.Ticks, $times.Max.Ticks, $times.Count | Should -Be 1000, 10000000, 10000
        $lines = $times.Text() -split "`n"
        $lines.Count | Should -BeLessOrEqual 13
        ($lines | ForEach-Object { [int](($_ -split '\s+')[-3] -replace ',') } | Measure-Object -Sum).Sum | Should -Be 10000
    }

    It 'removes its stream when it is stopped' -Tag 'server only: a producer that a Pulsar''s WebSocket service still has makes a removed topic again' {
        $shell = [powershell]::Create().AddScript('param($module, $session) Import-Module $module; Measure-GdnPublish -DurationSec 1h -Rate 10 -Session $session').
            AddArgument((Get-Module GdnStreams).Path).AddArgument((Get-GdnSession))
        $null = $shell.BeginInvoke()
        Wait-Until { Get-GdnStream gdn-measure-* }
        $shell.Stop()
        $shell.Dispose()
        Wait-Until { -not (Get-GdnStream gdn-measure-*) } # Where the server is busy, it goes a moment after Ctrl+C.
    }
}
