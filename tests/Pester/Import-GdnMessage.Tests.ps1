BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    function New-File([string[]] $Lines, [string] $Name = "$([guid]::NewGuid()).jsonl") {
        $path = "$TestDrive/$Name"
        [IO.File]::WriteAllText($path, ($Lines -join "`n") + "`n")
        $path
    }
    function Get-Parts($Stream) {
        Read-All $Stream | ForEach-Object {
            '{0}|{1}|{2}|{3}' -f [Convert]::ToBase64String($_.Payload), $_.Key, $_.EventTime, (($_.Properties.GetEnumerator() | Sort-Object Key | ForEach-Object { "$($_.Key)=$($_.Value)" }) -join ',')
        }
    }
}

Describe 'Import-GdnMessage' {
    It 'makes the same messages again, in their order: <kind>' -ForEach @(
        @{ kind = 'plain'; compress = @{} }
        @{ kind = 'compressed'; compress = @{ Compress = $true } }
    ) {
        $stream = New-Name
        'plain' | Send-GdnMessage $stream -Key k1 -Property @{ a = '1'; 'with space' = 'ä "quoted" \ 😀' } -EventTime '2026-03-01T12:00:00.123Z'
        Send-GdnMessage $stream ([byte[]](0..255))
        "line one`nline two`r`n`ttab 😀 $([char]0x2028)" | Send-GdnMessage $stream
        '' | Send-GdnMessage $stream
        1..200 | Send-GdnMessage $stream -Key { "k$($_ % 3)" }
        'x' * 700kb | Send-GdnMessage $stream
        $path = "$TestDrive/round-$kind"
        $null = Export-GdnMessage $stream $path @compress
        $to = New-Name
        $import = Import-GdnMessage $to $path -Create
        $import.Imported | Should -Be 205
        $import.Lines | Should -Be 205
        $import.AlreadyThere | Should -Be 0
        $import.Failed | Should -Be 0
        $import.Stream | Should -Be $to
        $import.Path | Should -Be (Resolve-Path $path).Path
        Get-Parts $to | Should -Be (Get-Parts $stream)
    }

    It 'stores nothing twice when it is run again, and says so' {
        $path = New-File (1..30 | ForEach-Object { "{`"text`":`"$_`"}" })
        $stream = New-Name
        (Import-GdnMessage $stream $path -Create).Imported | Should -Be 30
        $again = Import-GdnMessage $stream $path -WarningVariable warned -WarningAction SilentlyContinue
        $again.Imported | Should -Be 0
        $again.AlreadyThere | Should -Be 30
        "$warned" | Should -BeLike '30 messages of * were in c8globals.* already*-Again*'
        (Import-GdnMessage $stream $path -Again).Imported | Should -Be 30
        (Read-All $stream).Count | Should -Be 60
    }

    It 'stores other lines, whatever they have in common with those before' {
        $stream = New-Name
        (Import-GdnMessage $stream (New-File '{"text":"a"}', '{"text":"b"}') -Create).Imported | Should -Be 2
        (Import-GdnMessage $stream (New-File '{"text":"a"}', '{"text":"c"}')).Imported | Should -Be 2
        (Read-All $stream).Text | Should -Be 'a', 'b', 'a', 'c'
    }

    It 'goes on where it was stopped' {
        $path = New-File (1..25000 | ForEach-Object { "{`"text`":`"$_`"}" })
        $stream = New-Name
        $null = New-GdnStream $stream
        # Ends somewhere in the middle of the second block.
        $shell = [powershell]::Create().AddScript('param($module, $session, $stream, $path) Import-Module $module; Import-GdnMessage $stream $path -Session $session -Rate 20000')
        $running = $shell.AddArgument((Get-Module GdnStreams).Path).AddArgument((Get-GdnSession)).AddArgument($stream).AddArgument($path).BeginInvoke()
        Wait-Until { (Get-GdnStreamStatistic $stream).MessagesIn -gt 12000 }
        $shell.Stop()
        $shell.Dispose()
        $rest = Import-GdnMessage $stream $path -WarningAction SilentlyContinue
        $rest.Imported + $rest.AlreadyThere | Should -Be 25000
        $rest.AlreadyThere | Should -BeGreaterThan 10000
        (Read-All $stream).Text | Should -Be (1..25000)
    }

    It 'ends at a line that is no message, and goes on there once it is corrected: <what>' -Tag 'same everywhere' -ForEach @(
        @{ what = 'no JSON'; line = 'nonsense'; words = 'it is no JSON' }
        @{ what = 'half a line'; line = '{"text":"x'; words = 'it is no JSON, or only a part of it' }
        @{ what = 'an array'; line = '[1]'; words = 'it is no JSON object' }
        @{ what = 'no payload'; line = '{"key":"x"}'; words = 'it has no payload' }
        @{ what = 'two payloads'; line = '{"text":"x","base64":"eA=="}'; words = 'it has more than one payload' }
        @{ what = 'no Base64'; line = '{"base64":"!"}'; words = "'base64' is no Base64 text" }
        @{ what = 'a number as text'; line = '{"text":1}'; words = "'text' is no text" }
        @{ what = 'a list of properties'; line = '{"text":"x","properties":[]}'; words = "'properties' is no object" }
        @{ what = 'a number as property'; line = '{"text":"x","properties":{"a":1}}'; words = "'a' is no text" }
        @{ what = 'no time'; line = '{"text":"x","eventTime":"soon"}'; words = "'eventTime' is no time" }
        @{ what = 'an unknown name'; line = '{"text":"x","propertis":{}}'; words = "it has 'propertis', which no message has" }
        @{ what = 'half a character'; line = '{"text":"\ud800"}'; words = 'it has text that is no valid Unicode' }
    ) {
        $stream = New-Name
        $path = New-File '{"text":"first"}', $line, '{"text":"last"}'
        $failure = Get-Failure { Import-GdnMessage $stream $path -Create }
        Assert-Failure $failure GdnNoMessageLine InvalidArgument "Line 2 of *: $words*Nothing is imported."
        $failure.TargetObject | Should -Be 2
        [IO.File]::WriteAllText($path, [IO.File]::ReadAllText($path).Replace($line, '{"text":"middle"}'))
        (Import-GdnMessage $stream $path -Create).Imported | Should -Be 3
        (Read-All $stream).Text | Should -Be 'first', 'middle', 'last'
    }

    It 'says how far it came before a line that is no message' {
        $stream = New-Name
        $path = New-File (@(1..10500 | ForEach-Object { "{`"text`":`"$_`"}" }) + 'nonsense')
        Assert-Failure (Get-Failure { Import-GdnMessage $stream $path -Create }) GdnNoMessageLine InvalidArgument 'Line 10501 of *The lines up to 10000 are imported, and none behind them.'
        (Get-GdnStreamStatistic $stream).MessagesIn | Should -Be 10000
    }

    It 'tells of a compressed file that is cut off' -Tag 'same everywhere' {
        $stream = New-Name
        1..100 | Send-GdnMessage $stream
        $path = "$TestDrive/cut.gz"
        $null = Export-GdnMessage $stream $path -Compress
        $bytes = [IO.File]::ReadAllBytes($path)
        [IO.File]::WriteAllBytes($path, $bytes[0..($bytes.Length - 20)])
        Assert-Failure (Get-Failure { Import-GdnMessage (New-Name) $path -Create }) GdnNoMessageLine InvalidArgument '*the compressed file is cut off or damaged here*'
    }

    It 'imports the others where one message is too large' {
        $stream = New-Name
        $path = New-File '{"text":"a"}', "{`"text`":`"$('x' * 1mb)`"}", '{"text":"b"}'
        $failure = Get-Failure { $script:import = Import-GdnMessage $stream $path -Create }
        Assert-Failure $failure GdnMessageTooLarge LimitsExceeded 'Line 2 of * is not imported*'
        $import.Failed | Should -Be 1
        $import.Imported | Should -Be 2
        (Read-All $stream).Text | Should -Be 'a', 'b'
    }

    It 'reads lines of other programs: CRLF, a byte order mark, empty lines, no end of the last' -Tag 'same everywhere' {
        $stream = New-Name
        $path = "$TestDrive/foreign.jsonl"
        [IO.File]::WriteAllText($path, "{`"text`":`"a`"}`r`n`r`n{`"text`":`"b`"}", [Text.UTF8Encoding]::new($true))
        (Import-GdnMessage $stream $path -Create).Imported | Should -Be 2
        (Read-All $stream).Text | Should -Be 'a', 'b'
    }

    It 'takes lines and files from the pipeline' {
        $stream = New-Name
        $path = New-File '{"text":"a"}', '{"text":"b"}'
        $import = Get-Content $path | Import-GdnMessage $stream -Create
        $import.Imported | Should -Be 2
        $import.Path | Should -BeNullOrEmpty
        (Get-Item $path | Import-GdnMessage (New-Name) -Create).Imported | Should -Be 2
        (Read-All $stream).Text | Should -Be 'a', 'b'
        Assert-Failure (Get-Failure { 'x' | Import-GdnMessage $stream }) GdnNoMessageLine InvalidArgument 'Line 1 is no message*'
        Assert-Failure (Get-Failure { 1 | Import-GdnMessage $stream }) GdnNoMessageLine InvalidArgument 'Line 1 is no message: it is no text*'
    }

    It 'takes several files, by wildcards or as they are named' -Tag 'same everywhere' {
        $folder = New-Item -ItemType Directory "$TestDrive/several"
        [IO.File]::WriteAllText("$folder/a[1].jsonl", '{"text":"a"}' + "`n")
        [IO.File]::WriteAllText("$folder/b.jsonl", '{"text":"b"}' + "`n")
        $stream = New-Name
        (Import-GdnMessage $stream "$folder/*.jsonl" -Create).Count | Should -Be 2
        (Import-GdnMessage (New-Name) -LiteralPath "$folder/a[1].jsonl" -Create).Imported | Should -Be 1
        Assert-Failure (Get-Failure { Import-GdnMessage $stream "$folder/none.jsonl" }) GdnBadRequest InvalidArgument
        Assert-Failure (Get-Failure { Import-GdnMessage $stream -LiteralPath "$folder/none.jsonl" }) GdnBadRequest InvalidArgument 'The file cannot be read'
    }

    It 'keeps the time of publishing where that is wanted' {
        $stream = New-Name
        $path = New-File '{"text":"a","publishTime":"2025-01-02T03:04:05.678Z","properties":{"p":"1"}}'
        $null = Import-GdnMessage $stream $path -Create -PublishTimeProperty was
        $message = Read-All $stream
        $message.Properties['was'] | Should -Be '2025-01-02T03:04:05.6780000+00:00'
        $message.Properties['p'] | Should -Be '1'
    }

    It 'sends no faster than -Rate' -Tag 'same everywhere' {
        $path = New-File (1..100 | ForEach-Object { "{`"text`":`"$_`"}" })
        (Measure-Command { Import-GdnMessage (New-Name) $path -Create -Rate 100 }).TotalSeconds | Should -BeGreaterThan 0.8
    }

    It 'says which stream is not there' {
        Assert-Failure (Get-Failure { Import-GdnMessage (New-Name) (New-File '{"text":"a"}') }) GdnStreamNotFound ObjectNotFound 'There is no global stream'
        Assert-Failure (Get-Failure { Import-GdnMessage 'c8locals.x' (New-File '{"text":"a"}') -Scope Global }) GdnInvalidName InvalidArgument
    }

    It 'gives up after -TimeoutSec where the server is gone, and goes on when it is back' -Tag 'server only: it starts a server of its own and kills it' {
        $server = Start-GdnServer "$TestDrive/server"
        $session = Connect-Gdn -Local
        try {
            $path = New-File (1..500 | ForEach-Object { "{`"text`":`"$_`"}" })
            $stream = New-Name
            $null = New-GdnStream $stream -Session $session
            $shell = [powershell]::Create().AddScript('param($module, $session, $stream, $path) Import-Module $module; Import-GdnMessage $stream $path -Session $session -Rate 100 -TimeoutSec 2')
            $running = $shell.AddArgument((Get-Module GdnStreams).Path).AddArgument($session).AddArgument($stream).AddArgument($path).BeginInvoke()
            Wait-Until { (Get-GdnStreamStatistic $stream -Session $session).MessagesIn -gt 50 }
            Stop-Process -Id $server.ProcessId -Force
            try { $null = $shell.EndInvoke($running) } catch { $thrown = $_ }
            @($shell.Streams.Error.FullyQualifiedErrorId) + @($thrown.Exception.InnerException.ErrorRecord.FullyQualifiedErrorId) -join ' ' | Should -BeLike '*GdnTimeout,GdnStreams.Cmdlets.ImportGdnMessage*'
            $shell.Dispose()
            Disconnect-Gdn $session
            $null = Start-GdnServer "$TestDrive/server"
            $session = Connect-Gdn -Local
            $null = Import-GdnMessage $stream $path -Session $session -WarningAction SilentlyContinue
            (Read-All $stream @{ Session = $session }).Text | Should -Be (1..500)
        }
        finally {
            Disconnect-Gdn $session
            Get-GdnServer -Here | Where-Object Url -NE $global:SharedServer.Url | Stop-GdnServer
        }
    }

    It 'sends nothing with -WhatIf' -Tag 'same everywhere' {
        $stream = New-Name
        $null = New-GdnStream $stream
        Import-GdnMessage $stream (New-File '{"text":"a"}') -WhatIf
        '{"text":"a"}' | Import-GdnMessage $stream -WhatIf
        (Get-GdnStreamStatistic $stream).MessagesIn | Should -Be 0
    }

    It 'shows how much it sent' -Tag 'same everywhere' {
        Get-Header { Import-GdnMessage (New-Name) (New-File '{"text":"a"}') -Create } | Should -Be 'Stream', 'Lines', 'Imported', 'AlreadyThere', 'Failed', 'Path'
    }
}
