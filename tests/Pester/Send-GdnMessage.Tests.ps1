BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    function Read-All([string] $Stream, [int] $Count) { Receive-GdnMessage $Stream "read$([guid]::NewGuid().ToString('n'))" -InitialPosition Earliest -Count $Count }
}

Describe 'Send-GdnMessage' {
    BeforeEach { $stream = New-Name }

    It 'sends text, numbers, bytes, objects, files and nothing as they are' {
        'naïve ✓', 42, 1.5, $true | Send-GdnMessage $stream
        Send-GdnMessage $stream ([byte[]](0, 255, 1))
        [pscustomobject]@{ a = 1; b = @('x', $null); c = @{ d = 'é' } } | Send-GdnMessage $stream
        Get-Item "$root/docs/examples/lines.txt" | Send-GdnMessage $stream
        '' | Send-GdnMessage $stream
        $received = Read-All $stream 8
        $received[0..3].Text | Should -Be 'naïve ✓', '42', '1.5', 'true'
        $received[4].Payload | Should -Be 0, 255, 1
        $received[5].Text | Should -Be '{"a":1,"b":["x",null],"c":{"d":"é"}}'
        $received[6].Text | Should -Be (Get-Content "$root/docs/examples/lines.txt" -Raw)
        $received[7].Text | Should -Be ''
    }

    It 'sends the lines of a file that Get-Content reads' {
        Get-Content "$root/docs/examples/lines.txt" | Send-GdnMessage $stream
        (Read-All $stream 4)[0].Text | Should -Be 'Streams are built on publish-subscribe.'
    }

    It 'sends an object as ConvertTo-Json -Compress would, and it comes back as an object' {
        $object = [pscustomobject]@{ text = "quote "" and é"; number = 1.25; list = 1, 'two', $null; map = [ordered]@{ yes = $true } }
        $object | Send-GdnMessage $stream
        $message = Read-All $stream 1
        $message.Text | Should -Be ($object | ConvertTo-Json -Compress)
        ($message.FromJson() | ConvertTo-Json -Compress) | Should -Be $message.Text
    }

    It 'forwards a received message with its key and properties' {
        $to = New-Name
        'x' | Send-GdnMessage $stream -Key k -Property @{ a = 1; at = [datetime]'2026-01-02' } -EventTime '2026-01-03T00:00:00Z'
        Read-All $stream 1 | Send-GdnMessage $to -Property @{ b = 'two' }
        $message = Read-All $to 1
        $message.Key | Should -Be 'k'
        $message.EventTime | Should -Be ([DateTimeOffset]'2026-01-03T00:00:00Z')
        $message.Properties.Keys | Sort-Object | ForEach-Object { "$_=$($message.Properties[$_])" } | Should -Be 'a=1', 'at=2026-01-02T00:00:00.0000000', 'b=two'
    }

    It 'delivers after a delay' {
        'now' | Send-GdnMessage $stream -DeliverAfter 0:0:1
        Receive-GdnMessage $stream s -InitialPosition Earliest -SubscriptionType Shared -TimeoutSec 0.2 | Should -BeNullOrEmpty
        (Receive-GdnMessage $stream s -SubscriptionType Shared -Count 1 -TimeoutSec 60).Text | Should -Be 'now'
    }

    It 'takes a number as seconds, and text' {
        $now = [DateTimeOffset]::UtcNow
        'later' | Send-GdnMessage $stream -DeliverAfter 1
        $message = Receive-GdnMessage $stream s -InitialPosition Earliest -SubscriptionType Shared -Count 1
        ([DateTimeOffset]::UtcNow - $now).TotalSeconds | Should -BeGreaterThan 0.9
        $message.Text | Should -Be 'later'
        { 'x' | Send-GdnMessage $stream -DeliverAfter soon } | Should -Throw '*such as 5m*'
    }

    It 'does not create a stream that was mistyped, but with -Create' {
        $failure = Get-Failure { 'x' | Send-GdnMessage $stream -Create:$false }
        Assert-Failure $failure GdnStreamNotFound ObjectNotFound $stream
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-Create*'
        Get-GdnStream "$stream*" | Should -BeNullOrEmpty
        'x' | Send-GdnMessage $stream -Create
        (Get-GdnStream $stream).Name | Should -Be $stream
    }

    It 'writes a receipt for each input, in order' {
        $receipts = 1..50 | Send-GdnMessage $stream -PassThru
        $receipts.InputObject | Should -Be (1..50)
        @($receipts.MessageId | Sort-Object -Unique).Count | Should -Be 50
        Get-Header { 'x' | Send-GdnMessage $stream -PassThru } | Should -Be 'Stream', 'MessageId', 'InputObject'
    }

    It 'shares a producer among two of one pipeline, and each hears of its own messages' {
        $receipts = 1..50 | Send-GdnMessage $stream -PassThru | ForEach-Object { "again $($_.InputObject)" } | Send-GdnMessage $stream -PassThru
        $receipts.InputObject | Should -Be (1..50 | ForEach-Object { "again $_" })
    }

    It 'sends a hundred thousand messages, which arrive complete and in order' {
        1..100000 | Send-GdnMessage $stream
        $wrong = 0
        $next = 0
        Receive-GdnMessage $stream s -InitialPosition Earliest -Count 100000 | ForEach-Object { if ($_.Text -ne ++$next) { $wrong++ } }
        $next, $wrong | Should -Be 100000, 0
        (Get-GdnSubscription $stream s).Backlog | Should -Be 0
    }

    It 'sends to the scope that the prefix or -Scope says' {
        'g' | Send-GdnMessage $stream
        'l' | Send-GdnMessage "c8locals.$stream"
        (Receive-GdnMessage $stream s -Scope Local -InitialPosition Earliest -Count 1).Text | Should -Be 'l'
        (Read-All $stream 1).Text | Should -Be 'g'
    }

    It 'sends nothing with -WhatIf' {
        $null = New-GdnStream $stream
        'x' | Send-GdnMessage $stream -WhatIf
        Receive-GdnMessage $stream s -InitialPosition Earliest -TimeoutSec 0.5 | Should -BeNullOrEmpty
    }

    It 'makes <what> its own error and sends the others' -ForEach @(
        @{ what = 'a file that is not there'; bad = { [IO.FileInfo]'/nowhere/x.txt' }; id = 'GdnBadRequest'; category = 'InvalidArgument'; message = 'x.txt' }
        @{ what = 'a directory'; bad = { Get-Item $TestDrive }; id = 'GdnBadRequest'; category = 'InvalidArgument'; message = 'is a directory' }
        @{ what = 'an object that contains itself'; bad = { $a = @{}; $a.self = $a; $a }; id = 'GdnBadRequest'; category = 'InvalidArgument'; message = 'nested' }
        @{ what = 'a message that is too large'; bad = { 'x' * 2MB }; id = 'GdnMessageTooLarge'; category = 'LimitsExceeded'; message = '' }
    ) {
        Assert-Failure (Get-Failure { 'before', (& $bad), 'after' | Send-GdnMessage $stream }) $id $category $message
        (Read-All $stream 2).Text | Should -Be 'before', 'after'
    }
}
