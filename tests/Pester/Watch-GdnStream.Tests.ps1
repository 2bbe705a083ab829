BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Watch-GdnStream' {
    BeforeAll { $stream = New-Name; $null = New-GdnStream $stream; $null = New-GdnStream "$stream-b" }

    It 'looks again and again, and writes objects where there is no cursor' {
        $seen = Watch-GdnStream $stream -IntervalSec 100ms -Count 3
        $seen.Name | Should -Be $stream, $stream, $stream
        $seen[2].TakenAt - $seen[0].TakenAt | Should -BeGreaterThan ([timespan]'0:0:0.15')
    }

    It 'takes wildcards, scope and the pipeline, and writes objects with -AsObject' {
        (Watch-GdnStream "$stream*" -Count 1 -AsObject).Name | Sort-Object | Should -Be $stream, "$stream-b"
        Watch-GdnStream "$stream*" -Scope Local -Count 1 | Should -BeNullOrEmpty
        (Get-GdnStream "$stream-b" | Watch-GdnStream -Count 1).Name | Should -Be "$stream-b"
    }

    It 'takes streams of both scopes from the pipeline' {
        $name = New-Name
        $null = New-GdnStream $name; $null = New-GdnStream $name -Scope Local
        (Get-GdnStream $name | Watch-GdnStream -Count 1).Scope | Sort-Object | Should -Be 'Global', 'Local'
    }

    It 'ends with the pipeline' {
        (Watch-GdnStream $stream -IntervalSec 0.1 | Select-Object -First 2).Name | Should -Be $stream, $stream
    }

    It 'sees streams that come, and does not mind those that go' {
        $n = 0
        $names = Watch-GdnStream "$stream-x*" -IntervalSec 0.1 -Count 2 -AsObject | ForEach-Object { $_.Name; Remove-GdnStream $_.Name -Force }
        $names | Should -BeNullOrEmpty
        $null = New-GdnStream "$stream-x"
        Watch-GdnStream "$stream-x*" -IntervalSec 0.1 -Count 3 | ForEach-Object { $n++; Remove-GdnStream $_.Name -Force }
        $n | Should -Be 1
    }

    It 'names an unknown stream' {
        Assert-Failure (Get-Failure { Watch-GdnStream nowhere -Count 1 }) GdnStreamNotFound ObjectNotFound
    }

    It 'wants an interval of 0.1 s or more' {
        { Watch-GdnStream $stream -IntervalSec 0 } | Should -Throw '*at least 0.1 s*'
    }
}
