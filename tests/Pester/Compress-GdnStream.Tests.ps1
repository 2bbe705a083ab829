BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Compress-GdnStream' {
    BeforeEach {
        $stream = New-Name
        1..3 | Send-GdnMessage $stream -Key a
        4..5 | Send-GdnMessage $stream -Key b
        'without' | Send-GdnMessage $stream
    }

    It 'keeps the newest message of each key, and tells its state' -Tag 'server only: a Pulsar only begins with it' {
        $compaction = Compress-GdnStream $stream
        $compaction.Name, $compaction.State, $compaction.Removed | Should -Be $stream, 'Succeeded', 3
        (Receive-GdnMessage $stream s -InitialPosition Earliest -Count 3).Text | Should -Be '3', '5', 'without'
    }

    It 'takes streams from the pipeline and by wildcard' -Tag 'server only: a Pulsar only begins with it' {
        (Get-GdnStream $stream | Compress-GdnStream).Removed | Should -Be 3
        (Compress-GdnStream "$stream*").Removed | Should -Be 0
    }

    It 'begins with it, of streams from the pipeline and by wildcard, and loses none of the newest' -Tag 'not on a server: it is done when it answers' {
        (Get-GdnStream $stream | Compress-GdnStream).State | Should -BeIn 'Running', 'Succeeded'
        Wait-Until { (Compress-GdnStream "$stream*" -ErrorAction SilentlyContinue).Name -eq $stream }
        (Receive-GdnMessage $stream s -InitialPosition Earliest -UntilCaughtUp).Text | Select-Object -Last 1 | Should -Be 'without'
    }

    It 'only tells its state with -Status' {
        $before = Compress-GdnStream $stream -Status
        $before.Name, $before.State | Should -Be $stream, 'NotRun'
        $before.Removed | Should -BeNullOrEmpty
        @(Read-GdnMessage $stream).Count | Should -Be 6
        $null = Compress-GdnStream $stream
        Wait-Until { (Get-GdnStream $stream | Compress-GdnStream -Status).State -eq 'Succeeded' }
        Assert-Failure (Get-Failure { Compress-GdnStream nowhere -Status }) GdnStreamNotFound ObjectNotFound
    }

    It 'removes nothing with -WhatIf' -Tag 'same everywhere' {
        Compress-GdnStream $stream -WhatIf | Should -BeNullOrEmpty
        @(Receive-GdnMessage $stream s -InitialPosition Earliest -Count 6).Count | Should -Be 6
    }

    It 'names an unknown stream' {
        Assert-Failure (Get-Failure { Compress-GdnStream nowhere }) GdnStreamNotFound ObjectNotFound
    }

    It 'is shown as a table' -Tag 'same everywhere' {
        Get-Header { Compress-GdnStream $stream } | Should -Be 'Name', 'Scope', 'State', 'Removed'
    }
}
