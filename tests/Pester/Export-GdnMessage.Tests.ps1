BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    function Send-All($Stream) {
        'plain' | Send-GdnMessage $Stream -Key k1 -Property @{ a = '1'; 'with space' = 'ä "quoted" \ 😀' } -EventTime '2026-03-01T12:00:00.123Z'
        Send-GdnMessage $Stream ([byte[]](0, 255, 254, 10, 13))
        "line one`nline two`r`n`ttab 😀 $([char]0x2028)" | Send-GdnMessage $Stream
        '' | Send-GdnMessage $Stream -Key ''
        '{"id":1}' | Send-GdnMessage $Stream
    }
    function Get-Lines($Path) { [IO.File]::ReadAllText($Path) -split "`n" | Where-Object { $_ } | ForEach-Object { ConvertFrom-Json $_ -AsHashtable -DateKind String } }
}

Describe 'Export-GdnMessage' {
    It 'writes one line of JSON for each message, with all that it has' {
        $stream = New-Name
        Send-All $stream
        $path = "$TestDrive/all.jsonl"
        $export = Export-GdnMessage $stream $path
        $lines = @(Get-Lines $path)
        $lines.Count | Should -Be 5
        $read = @(Receive-GdnMessage $stream check -InitialPosition Earliest -Count 5 -AckMode Manual)
        $lines[0].Keys | Sort-Object | Should -Be ('eventTime', 'key', 'messageId', 'properties', 'publishTime', 'stream', 'text')
        $lines[0].stream | Should -Be "c8globals.$stream"
        $lines[0].text | Should -Be 'plain'
        $lines[0].key | Should -Be 'k1'
        $lines[0].properties['with space'] | Should -Be 'ä "quoted" \ 😀'
        $lines[0].eventTime | Should -Be '2026-03-01T12:00:00.123Z'
        $lines[0].publishTime | Should -Be $read[0].PublishTime.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'")
        $lines[1].base64 | Should -Be 'AP/+Cg0='
        $lines[1].Keys | Should -Not -Contain 'text'
        $lines[2].text | Should -BeExactly $read[2].Text
        $lines[3].text | Should -BeExactly ''
        $lines.messageId | Should -Be $read.MessageId
        $export.Path | Should -Be (Resolve-Path $path).Path
        $export.Count | Should -Be 5
        $export.Length | Should -Be ([IO.FileInfo]$path).Length
        $export.FirstMessageId | Should -Be $read[0].MessageId
        $export.LastMessageId | Should -Be $read[4].MessageId
    }

    It 'keeps a file that exists, unless it is to go on with it or begin it anew' {
        $stream = New-Name
        1..3 | Send-GdnMessage $stream
        $path = "$TestDrive/exists.jsonl"
        (Export-GdnMessage $stream $path).Count | Should -Be 3
        $before = [IO.File]::ReadAllText($path)
        Assert-Failure (Get-Failure { Export-GdnMessage $stream $path }) GdnBadRequest InvalidArgument '*exists. -Append goes on with it, -Force begins it anew.'
        [IO.File]::ReadAllText($path) | Should -BeExactly $before
        4 | Send-GdnMessage $stream
        $again = Export-GdnMessage $stream $path -Append
        $again.Count | Should -Be 1
        (Get-Lines $path).text | Should -Be '1', '2', '3', '4'
        $none = Export-GdnMessage $stream $path -Append
        $none.Count | Should -Be 0
        $none.FirstMessageId | Should -BeNullOrEmpty
        $none.LastMessageId | Should -Be $again.LastMessageId
        (Export-GdnMessage $stream $path -Force -Last 1).Count | Should -Be 1
        (Get-Lines $path).text | Should -Be '4'
    }

    It 'goes on behind the last whole line of a file that was cut off anywhere: <kind>' -Tag 'same everywhere' -ForEach @(
        @{ kind = 'plain'; compress = @{} }
        @{ kind = 'compressed'; compress = @{ Compress = $true } }
    ) {
        $stream = New-Name
        $texts = 1..50 | ForEach-Object { "message $_ $('x' * ($_ % 7))" }
        $ids = ($texts | Send-GdnMessage $stream -PassThru).MessageId
        $whole = "$TestDrive/whole-$kind"
        # Several parts, so that a compressed file has several members.
        $null = Export-GdnMessage $stream $whole -To $ids[19] @compress
        $null = Export-GdnMessage $stream $whole -To $ids[34] -Append
        $null = Export-GdnMessage $stream $whole -Append
        $bytes = [IO.File]::ReadAllBytes($whole)
        $cuts = @(0, 1, 3, 8, 12, 17, 20, ($bytes.Length - 1), $bytes.Length) + (1..8 | ForEach-Object { Get-Random -Maximum $bytes.Length })
        foreach ($cut in $cuts) {
            $path = "$TestDrive/cut-$kind"
            [IO.File]::WriteAllBytes($path, [byte[]]@($bytes | Select-Object -First $cut))
            $null = Export-GdnMessage $stream $path -Append @compress
            $to = New-Name
            $null = Import-GdnMessage $to $path -Create
            (Read-All $to).Text | Should -Be $texts -Because "it was cut at $cut of $($bytes.Length)"
        }
    }

    It 'writes what every gzip tool reads' -Tag 'same everywhere' {
        $stream = New-Name
        1..3 | Send-GdnMessage $stream
        $path = "$TestDrive/tool.jsonl.gz"
        $null = Export-GdnMessage $stream $path -Compress
        4 | Send-GdnMessage $stream
        $null = Export-GdnMessage $stream $path -Compress -Append
        $gzip = [IO.Compression.GZipStream]::new([IO.File]::OpenRead($path), [IO.Compression.CompressionMode]::Decompress)
        $reader = [IO.StreamReader]::new($gzip)
        $text = $reader.ReadToEnd()
        $reader.Dispose()
        ($text -split "`n" | Where-Object { $_ } | ConvertFrom-Json).text | Should -Be '1', '2', '3', '4'
    }

    It 'does not go on with what it did not write: <what>' -Tag 'same everywhere' -ForEach @(
        @{ what = 'other text'; content = "one`ntwo`n"; with = @{}; words = '*does not end with a message*-Force*' }
        @{ what = 'plain text, to compress'; content = '{"text":"x"}' + "`n"; with = @{ Compress = $true }; words = '*is not compressed*' }
        @{ what = 'another stream'; content = '{"stream":"c8globals.other","messageId":"CAEQADAA","text":"x"}' + "`n"; with = @{}; words = '*is one of c8globals.other*' }
        @{ what = 'lines without ids'; content = '{"text":"x"}' + "`n"; with = @{}; words = '*has no message id*' }
    ) {
        $stream = New-Name
        1 | Send-GdnMessage $stream
        $path = "$TestDrive/foreign.jsonl"
        [IO.File]::WriteAllText($path, $content)
        Assert-Failure (Get-Failure { Export-GdnMessage $stream $path -Append @with }) GdnBadRequest InvalidArgument $words
        [IO.File]::ReadAllText($path) | Should -BeExactly $content
    }

    It 'takes a part of a stream, and filters: <what>' -Tag 'same everywhere' -ForEach @(
        @{ what = '-From'; with = { @{ From = $ids[2] } }; texts = 'c', 'd', 'e' }
        @{ what = '-To'; with = { @{ To = $ids[1] } }; texts = 'a', 'b' }
        @{ what = '-Last'; with = { @{ Last = 2 } }; texts = 'd', 'e' }
        @{ what = '-MaxScanned'; with = { @{ MaxScanned = 2; WarningAction = 'Ignore' } }; texts = 'a', 'b' }
        @{ what = '-Key'; with = { @{ Key = 'even' } }; texts = 'b', 'd' }
        @{ what = '-Property'; with = { @{ Property = @{ n = '3' } } }; texts = 'c' }
        @{ what = '-Match'; with = { @{ Match = '[de]' } }; texts = 'd', 'e' }
        @{ what = '-SimpleMatch'; with = { @{ Match = 'A'; SimpleMatch = $true } }; texts = 'a' }
        @{ what = '-Where'; with = { @{ Where = { $_.Text -in 'a', 'e' } } }; texts = 'a', 'e' }
        @{ what = '-Scope'; with = { @{ Scope = 'Global' } }; texts = 'a', 'b', 'c', 'd', 'e' }
        @{ what = '-Session'; with = { @{ Session = Get-GdnSession } }; texts = 'a', 'b', 'c', 'd', 'e' }
    ) {
        $stream = New-Name
        $n = 0
        $ids = ('a', 'b', 'c', 'd', 'e' | ForEach-Object { $n++; $_ | Send-GdnMessage $stream -Key $(if ($n % 2) { 'odd' } else { 'even' }) -Property @{ n = $n } -PassThru }).MessageId
        $path = "$TestDrive/$([guid]::NewGuid())"
        $given = & $with
        (Export-GdnMessage $stream $path @given).Count | Should -Be @($texts).Count
        @((Get-Lines $path).text) | Should -Be $texts
    }

    It 'acknowledges a received message once its line is on the disk' {
        $stream = New-Name
        1..300 | Send-GdnMessage $stream
        $path = "$TestDrive/received.jsonl"
        # The server sends ten ahead and waits then, as the acknowledgements do for the disk.
        $export = Receive-GdnMessage $stream keep -InitialPosition Earliest -Count 300 -ReceiverQueueSize 10 | Export-GdnMessage -Path $path
        $export.Count | Should -Be 300
        (Get-Lines $path).text | Should -Be (1..300)
        Assert-Soon { (Get-GdnSubscription $stream keep).Backlog | Should -Be 0 }
    }

    It 'leaves received messages that cannot be written to be delivered again' {
        $stream = New-Name
        1..3 | Send-GdnMessage $stream
        $path = "$TestDrive/taken.jsonl"
        Set-Content $path 'x'
        $failure = Get-Failure { Receive-GdnMessage $stream keep -InitialPosition Earliest -Count 3 | Export-GdnMessage -Path $path }
        $failure.FullyQualifiedErrorId | Should -Contain 'GdnBadRequest,GdnStreams.Cmdlets.ExportGdnMessage'
        Assert-Soon { (Get-GdnSubscription $stream keep).Backlog | Should -Be 3 }
    }

    It 'acknowledges what its filters leave out of a pipeline' {
        $stream = New-Name
        1..4 | Send-GdnMessage $stream
        $null = New-GdnSubscription $stream other -From Earliest
        $path = "$TestDrive/piped.jsonl"
        (Receive-GdnMessage $stream keep -InitialPosition Earliest -Count 4 | Export-GdnMessage -LiteralPath $path -Match '[12]').Count | Should -Be 2
        Assert-Soon { (Get-GdnSubscription $stream keep).Backlog | Should -Be 0 }
        (Receive-GdnMessage $stream other -InitialPosition Earliest -Count 1 | Export-GdnMessage -Path $path -Append).Count | Should -Be 1
        (Get-Lines $path).text | Should -Be '1', '2', '1'
    }

    It 'takes each stream of Get-GdnStream into one file' {
        $prefix = New-Name
        'x' | Send-GdnMessage "$prefix-a"
        'y' | Send-GdnMessage "$prefix-b"
        $path = "$TestDrive/streams.jsonl"
        (Get-GdnStream "$prefix*" | Export-GdnMessage -Path $path).Count | Should -Be 2
        (Get-Lines $path).text | Sort-Object | Should -Be 'x', 'y'
    }

    It 'writes nothing with -WhatIf' -Tag 'same everywhere' {
        $stream = New-Name
        1 | Send-GdnMessage $stream
        Export-GdnMessage $stream "$TestDrive/whatif.jsonl" -WhatIf
        Test-Path "$TestDrive/whatif.jsonl" | Should -BeFalse
    }

    It 'makes the file of an empty stream' {
        $stream = New-Name
        $null = New-GdnStream $stream
        $export = Export-GdnMessage $stream "$TestDrive/empty.jsonl"
        $export.Count | Should -Be 0
        $export.LastMessageId | Should -BeNullOrEmpty
        ([IO.FileInfo]"$TestDrive/empty.jsonl").Length | Should -Be 0
    }

    It 'says what is wrong: <what>' -Tag 'same everywhere' -ForEach @(
        @{ what = 'no file'; script = { Export-GdnMessage $stream }; id = 'GdnBadRequest'; words = 'Give the file with -Path or with -LiteralPath.' }
        @{ what = 'two files'; script = { Export-GdnMessage $stream a -LiteralPath b }; id = 'GdnBadRequest'; words = 'Give the file with -Path or with -LiteralPath.' }
        @{ what = '-Append and -Force'; script = { Export-GdnMessage $stream "$TestDrive/x" -Append -Force }; id = 'GdnBadRequest'; words = '-Append goes on*' }
        @{ what = 'no directory'; script = { Export-GdnMessage $stream "$TestDrive/nowhere/x" }; id = 'GdnBadRequest'; words = '*cannot be written*' }
        @{ what = 'wildcards'; script = { Export-GdnMessage $stream "$TestDrive/*.nothing" }; id = 'GdnBadRequest'; words = '*several files*' }
        @{ what = 'no file system'; script = { Export-GdnMessage $stream Env:x }; id = 'GdnBadRequest'; words = '*no path of a file*' }
        @{ what = 'no pattern'; script = { Export-GdnMessage $stream "$TestDrive/p" -Match '(' }; id = 'GdnBadRequest'; words = '-Match*' }
        @{ what = '-MaxScanned of a pipeline'; script = { Receive-GdnMessage $stream m -InitialPosition Earliest -Count 1 -AckMode Manual | Export-GdnMessage -Path "$TestDrive/p" -MaxScanned 1 }; id = 'GdnBadRequest'; words = '-MaxScanned*' }
    ) {
        $stream = New-Name
        1 | Send-GdnMessage $stream
        Assert-Failure (Get-Failure $script) $id InvalidArgument $words
    }

    It 'keeps the file that it was to begin anew where something else is wrong: <what>' -Tag 'same everywhere' -ForEach @(
        @{ what = 'the stream'; command = { Export-GdnMessage (New-Name) $path -Force } }
        @{ what = 'the filter'; command = { Export-GdnMessage $stream $path -Force -Match '(' } }
        @{ what = 'the range'; command = { Export-GdnMessage $stream $path -Force -To Earliest } }
    ) {
        $stream = New-Name
        1 | Send-GdnMessage $stream
        $path = "$TestDrive/kept.jsonl"
        Set-Content $path 'kept'
        (Get-Failure $command).Count | Should -Be 1
        Get-Content $path | Should -Be 'kept'
    }

    It 'says that there is no such stream' {
        Assert-Failure (Get-Failure { Export-GdnMessage (New-Name) "$TestDrive/none.jsonl" }) GdnStreamNotFound ObjectNotFound 'There is no global stream'
    }

    It 'takes wildcards of the path for one file that exists' -Tag 'same everywhere' {
        $stream = New-Name
        1 | Send-GdnMessage $stream
        $null = Export-GdnMessage $stream "$TestDrive/one-of-a-kind.jsonl"
        2 | Send-GdnMessage $stream
        (Export-GdnMessage $stream "$TestDrive/one-of-*.jsonl" -Append).Count | Should -Be 1
        (Export-GdnMessage $stream -LiteralPath "$TestDrive/with[brackets].jsonl").Count | Should -Be 2
        Test-Path -LiteralPath "$TestDrive/with[brackets].jsonl" | Should -BeTrue
    }

    It 'shows how much it wrote' -Tag 'same everywhere' {
        $stream = New-Name
        1 | Send-GdnMessage $stream
        Get-Header { Export-GdnMessage $stream "$TestDrive/view.jsonl" } | Should -Be 'Count', 'Length', 'LastMessageId', 'Path'
    }
}
