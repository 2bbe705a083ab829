BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Stop-GdnStream' {
    BeforeEach { $stream = New-Name; 'last' | Send-GdnMessage $stream }

    It 'ends a stream for ever, which can still be received' {
        $end = Stop-GdnStream $stream -Force -PassThru
        $end.Name, $end.Scope | Should -Be $stream, 'Global'
        $message = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1
        $message.Text, $message.MessageId | Should -Be 'last', $end.LastMessageId
        Assert-Failure (Get-Failure { 'more' | Send-GdnMessage $stream }) GdnStreamTerminated InvalidOperation
    }

    It 'is told in the list' -Tag 'server only: a Pulsar tells it of one topic at a time' {
        Stop-GdnStream $stream -Force
        (Get-GdnStream $stream).IsTerminated | Should -BeTrue
    }

    It 'takes streams from the pipeline, and says nothing without -PassThru' {
        Get-GdnStream $stream | Stop-GdnStream -Confirm:$false | Should -BeNullOrEmpty
        Assert-Failure (Get-Failure { 'more' | Send-GdnMessage $stream }) GdnStreamTerminated InvalidOperation
    }

    It 'ends nothing with -WhatIf' -Tag 'same everywhere' {
        Stop-GdnStream $stream -WhatIf
        'more' | Send-GdnMessage $stream
    }

    It 'names an unknown stream' {
        Assert-Failure (Get-Failure { Stop-GdnStream nowhere -Force }) GdnStreamNotFound ObjectNotFound
    }

    It 'is shown as a table' -Tag 'same everywhere' {
        Get-Header { Stop-GdnStream $stream -Force -PassThru } | Should -Be 'Name', 'Scope', 'LastMessageId'
    }
}
