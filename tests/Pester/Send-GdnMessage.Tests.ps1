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

    It 'creates no stream under a name that New-GdnStream refuses' {
        Assert-Failure (Get-Failure { 'x' | Send-GdnMessage 'bad name?' -Create }) GdnInvalidName InvalidArgument "'bad name?'"
    }

    It 'sends the lines of a file that Get-Content reads' -Tag 'same everywhere' {
        Get-Content "$root/docs/examples/lines.txt" | Send-GdnMessage $stream
        (Read-All $stream 4)[0].Text | Should -Be 'Streams are built on publish-subscribe.'
    }

    It 'sends an object as ConvertTo-Json -Compress would, and it comes back as an object' -Tag 'same everywhere' {
        $object = [pscustomobject]@{ text = "quote "" and é"; number = 1.25; list = 1, 'two', $null; map = [ordered]@{ yes = $true } }
        $object | Send-GdnMessage $stream
        $message = Read-All $stream 1
        $message.Text | Should -Be ($object | ConvertTo-Json -Compress)
        ($message.Json | ConvertTo-Json -Compress) | Should -Be $message.Text
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
        'open' | Send-GdnMessage $stream
        (Receive-GdnMessage $stream s -InitialPosition Earliest -SubscriptionType Shared -Count 1).Text | Should -Be 'open'
        'now' | Send-GdnMessage $stream -DeliverAfter 0:0:5
        Receive-GdnMessage $stream s -InitialPosition Earliest -SubscriptionType Shared -TimeoutSec 0.2 | Should -BeNullOrEmpty
        (Receive-GdnMessage $stream s -SubscriptionType Shared -Count 1 -TimeoutSec 60).Text | Should -Be 'now'
    }

    It 'keeps short delays without a warning' -Tag 'server only: a Pulsar looks once a second' {
        $now = [DateTimeOffset]::UtcNow
        'soon' | Send-GdnMessage $stream -DeliverAfter 300ms -WarningVariable warned
        $null = Receive-GdnMessage $stream s -InitialPosition Earliest -SubscriptionType Shared -Count 1
        ([DateTimeOffset]::UtcNow - $now).TotalSeconds | Should -BeGreaterThan 0.29
        $warned | Should -BeNullOrEmpty
    }

    It 'takes a number as seconds, and text' -Tag 'server only: a Pulsar may deliver a second early' {
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

    It 'sends to a stream that somebody else has removed and made again, whose connection had ended for good' -Tag 'same everywhere' {
        $strict = Start-GdnServer -InMemory -NoAutoCreate
        $mine = Connect-Gdn -Local -Url $strict.Url
        $other = Connect-Gdn -Local -Url $strict.Url
        'one' | Send-GdnMessage $stream -Session $mine
        Remove-GdnStream $stream -Force -Session $other
        Wait-Until { $mine.State -ne 'Open' -or -not (Get-GdnStreamStatistic $stream -Session $other -ErrorAction Ignore) }
        $null = New-GdnStream $stream -Session $other
        'two' | Send-GdnMessage $stream -Session $mine
        (Read-GdnMessage $stream -Session $other).Text | Should -Be 'two'
        $mine, $other | Disconnect-Gdn
        Stop-GdnServer $strict
    }

    It 'shows progress where it takes longer than two seconds, and takes it from the screen at the end' -Tag 'same everywhere' {
        $shell = [powershell]::Create().AddScript('param($module, $session, $stream) Import-Module $module; 1..4 | ForEach-Object { Start-Sleep -Milliseconds 900; $_ } | Send-GdnMessage $stream -Create -Session $session')
        $null = $shell.AddArgument((Get-Module GdnStreams).Path).AddArgument((Get-GdnSession)).AddArgument($stream).Invoke()
        $shell.Streams.Error | Should -BeNullOrEmpty
        $shell.Streams.Progress[0].Activity | Should -BeLike "Sending to *$stream"
        $shell.Streams.Progress[0].RecordType, $shell.Streams.Progress[-1].RecordType | Should -Be 'Processing', 'Completed'
        $shell.Dispose()
    }

    It 'takes its progress from the screen where the pipeline before it throws' {
        $shell = [powershell]::Create().AddScript('param($module, $session, $stream) Import-Module $module; try { 1..4 | ForEach-Object { Start-Sleep -Milliseconds 900; if ($_ -eq 4) { throw "no more" }; $_ } | Send-GdnMessage $stream -Create -Session $session } catch { "$_" }')
        $shell.AddArgument((Get-Module GdnStreams).Path).AddArgument((Get-GdnSession)).AddArgument($stream).Invoke() | Should -Be 'no more'
        $shell.Streams.Progress.Count | Should -BeGreaterThan 1
        $shell.Streams.Progress[0].RecordType, $shell.Streams.Progress[-1].RecordType | Should -Be 'Processing', 'Completed'
        $shell.Dispose()
    }

    It 'sends a hundred thousand messages, which arrive complete and in order' {
        1..100000 | Send-GdnMessage $stream
        $wrong = 0
        $next = 0
        Receive-GdnMessage $stream s -InitialPosition Earliest -Count 100000 -TimeoutSec 600 | ForEach-Object { if ($_.Text -ne ++$next) { $wrong++ } }
        $next, $wrong | Should -Be 100000, 0
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 0 }
    }

    It 'sends to the scope that the prefix or -Scope says' {
        'g' | Send-GdnMessage $stream
        'l' | Send-GdnMessage "c8locals.$stream"
        (Receive-GdnMessage $stream s -Scope Local -InitialPosition Earliest -Count 1).Text | Should -Be 'l'
        (Read-All $stream 1).Text | Should -Be 'g'
    }

    It 'says with -WhatIf what would be sent: stream, size and key' {
        $transcript = "$TestDrive/whatif.txt"
        $null = Start-Transcript $transcript
        try { [pscustomobject]@{ id = 'ada'; n = 1 } | Send-GdnMessage $stream -KeyProperty id -WhatIf; Send-GdnMessage $stream ('x' * 2048) -WhatIf } finally { $null = Stop-Transcript }
        $said = (Get-Content $transcript -Raw) -replace '\s+', ' '
        $said | Should -Match ([regex]::Escape("Performing the operation `"Send message of 18 B with the key 'ada'`" on target `"c8globals.$stream`"."))
        $said | Should -Match ([regex]::Escape("Performing the operation `"Send message of 2 KiB`" on target"))
        Get-GdnStream "$stream*" | Should -BeNullOrEmpty
    }

    It 'sends nothing with -WhatIf' -Tag 'same everywhere' {
        $null = New-GdnStream $stream
        'x' | Send-GdnMessage $stream -WhatIf
        Receive-GdnMessage $stream s -InitialPosition Earliest -TimeoutSec 0.5 | Should -BeNullOrEmpty
    }

    It 'heeds the preferences of its caller: <what>' -Tag 'same everywhere' -ForEach @(
        @{ what = '$WhatIfPreference'; script = { $WhatIfPreference = $true; 1..3 | Send-GdnMessage $stream }; sent = @(); told = 0 }
        @{ what = '$WhatIfPreference that a script before it sets'; script = { & { begin { Set-Variable WhatIfPreference $true -Scope 1 } process { 1..3 } } | Send-GdnMessage $stream }; sent = @(); told = 0 }
        @{ what = '-WhatIf:$false'; script = { $WhatIfPreference = $true; 1..3 | Send-GdnMessage $stream -WhatIf:$false }; sent = '1', '2', '3'; told = 0 }
        @{ what = '-Verbose'; script = { 1..3 | Send-GdnMessage $stream -Verbose }; sent = '1', '2', '3'; told = 3 }
        @{ what = '$ConfirmPreference None'; script = { $ConfirmPreference = 'None'; 1..3 | Send-GdnMessage $stream }; sent = '1', '2', '3'; told = 0 }
    ) {
        $null = New-GdnStream $stream
        $said = & $script 4>&1
        @($said | Where-Object { "$_" -like 'Performing the operation*' }) | Should -HaveCount $told
        @(Read-GdnMessage $stream).Text | Should -Be $sent
    }

    It 'asks for each message where somebody is to confirm: <how> <with>' -Tag 'same everywhere' -ForEach @(@{ how = '$ConfirmPreference = "Low";'; with = '' }, @{ how = ''; with = '-Confirm' }) {
        $null = New-GdnStream $stream
        # Nobody can answer in a runspace without a host, and that is the error.
        $pwsh = [powershell]::Create().AddScript("param(`$module, `$session, `$stream) Import-Module `$module; $how 'x' | Send-GdnMessage `$stream -Session `$session $with")
        foreach ($argument in (Get-Module GdnStreams).Path, (Get-GdnSession | Select-Object -Last 1), $stream) { $null = $pwsh.AddArgument($argument) }
        $null = $pwsh.Invoke()
        $pwsh.Streams.Error | Should -BeLike '*prompts the user*Send message*'
        $pwsh.Dispose()
        Read-GdnMessage $stream | Should -BeNullOrEmpty
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

    It 'writes <what> as JSON' -Tag 'same everywhere' -ForEach @(
        @{ what = 'a big integer'; value = { [bigint]::Parse('123456789012345678901234567890') }; json = '123456789012345678901234567890' }
        @{ what = 'a half'; value = { [half]1.5 }; json = '1.5' }
        @{ what = 'a single'; value = { [single]0.1 }; json = '0.1' }
        @{ what = 'XML'; value = { [xml]'<a x="1"><b/></a>' }; json = '"<a x=\"1\"><b /></a>"' }
        @{ what = 'an emoji'; value = { @{ e = '😀' } }; json = '{"e":"😀"}' }
        @{ what = 'half an emoji'; value = { @{ e = [string][char]0xd83d } }; json = "{`"e`":`"$([char]0xfffd)`"}" }
        @{ what = 'quotes and controls'; value = { @{ e = "`"`t`\`0" } }; json = '{"e":"\"\t\\\u0000"}' }
        @{ what = 'deep data'; value = { $d = 'end'; 1..60 | ForEach-Object { $d = @{ d = $d } }; $d }; json = ('{"d":' * 60) + '"end"' + ('}' * 60) }
        @{ what = 'a row'; value = { $t = [Data.DataTable]::new(); $null = $t.Columns.Add('a', [int]); $null = $t.Columns.Add('b'); $null = $t.Rows.Add(1, [DBNull]::Value); $t.Rows[0] }; json = '{"a":1,"b":null}' }
        @{ what = 'a note on an object'; value = { Add-Member -InputObject ([version]'1.2') note 7 -PassThru | ForEach-Object { @{ v = $_ } } }; json = '{"v":"1.2"}' }
    ) {
        Send-GdnMessage $stream (& $value) -WarningAction Stop
        (Read-All $stream 1).Text | Should -BeExactly $json
    }

    It 'writes an error with what an operator reads, and its causes' -Tag 'same everywhere' {
        $failed = try { throw [InvalidOperationException]::new('outer', [IO.IOException]::new('inner')) } catch { $_ }
        $failed | Send-GdnMessage $stream -WarningAction Stop
        $json = (Read-All $stream 1).Json
        $json.message, $json.category, $json.exception.type, $json.exception.innerException.message | Should -Be 'outer', 'OperationStopped', 'System.InvalidOperationException', 'inner'
        $json.position | Should -Match 'throw'
    }

    It 'ends the properties of .NET objects after two levels and says so once, and at any -Depth' -Tag 'same everywhere' {
        Get-Process -Id $PID | Send-GdnMessage $stream -WarningVariable warned -WarningAction SilentlyContinue
        $warned.Count | Should -Be 1
        @{ a = @{ b = @{ c = 1 } } } | Send-GdnMessage $stream -Depth 1 -WarningVariable warned -WarningAction SilentlyContinue
        $warned[0] | Should -Match '-Depth'
        Get-Item $TestDrive | Select-Object * | Send-GdnMessage $stream -WarningAction SilentlyContinue
        $received = Read-All $stream 3
        $received[0].Size | Should -BeLessThan 250KB
        $received[1].Text | Should -Be '{"a":{"b":"System.Collections.Hashtable"}}'
        $received[2].Json.PSObject.Properties.Name | Should -Not -Contain 'PSPath'
    }

    It 'takes key, properties and event time from each object' {
        $objects = 1..3 | ForEach-Object { [pscustomobject]@{ id = $_; kind = "k$_"; at = "2026-01-0$_" } }
        $objects | Send-GdnMessage $stream -Key { "key $($_.id)" } -Property @{ kind = { $_.kind }; all = 'same' } -EventTime { $_.at } -PropertyName id -ContentType application/json
        $objects | Send-GdnMessage $stream -KeyProperty id -Property { @{ twice = 2 * $_.id } }
        $received = Read-All $stream 6
        $received.Key | Should -Be 'key 1', 'key 2', 'key 3', 1, 2, 3
        ($received[1].Properties.GetEnumerator() | Sort-Object Key | ForEach-Object { "$($_.Key)=$($_.Value)" }) -join ';' | Should -Be 'all=same;content-type=application/json;id=2;kind=k2'
        $received[1].EventTime | Should -Be ([DateTimeOffset]'2026-01-02Z')
        $received[5].Properties['twice'] | Should -Be 6
    }

    It 'makes <what> an error about its input' -Tag 'same everywhere' -ForEach @(
        @{ what = 'a script block that throws'; with = @{ Key = { throw 'no key' } }; message = 'no key' }
        @{ what = 'a property that is missing'; with = @{ KeyProperty = 'nosuch' }; message = 'nosuch' }
        @{ what = 'no time'; with = @{ EventTime = 'soon' }; message = '-EventTime' }
        @{ what = 'no table of properties'; with = @{ Property = 42 }; message = '-Property' }
        @{ what = 'what the schema forbids'; with = @{ Schema = '{"properties":{"id":{"type":"string"}}}' }; message = 'schema' }
    ) {
        Assert-Failure (Get-Failure { [pscustomobject]@{ id = 1 } | Send-GdnMessage $stream @with }) GdnBadRequest InvalidArgument $message
    }

    It 'sends what a schema allows, also one in a file' -Tag 'same everywhere' {
        Set-Content $TestDrive/schema.json '{"required":["id"]}'
        Assert-Failure (Get-Failure { [pscustomobject]@{ id = 1 }, [pscustomobject]@{ ix = 1 } | Send-GdnMessage $stream -Schema $TestDrive/schema.json }) GdnBadRequest InvalidArgument '"id"'
        (Read-All $stream 1).Text | Should -Be '{"id":1}'
        Assert-Failure (Get-Failure { 1 | Send-GdnMessage $stream -Schema '{' }) GdnBadRequest InvalidArgument 'schema is not JSON'
    }

    It 'sends a list that is an argument element by element, and one from the pipeline as it is' -Tag 'same everywhere' {
        Send-GdnMessage $stream 1, 2
        , (1, 2) | Send-GdnMessage $stream
        (Read-All $stream 3).Text | Should -Be '1', '2', '[1,2]'
    }

    It 'sends files as they are or by lines, and names that are not there are errors' -Tag 'same everywhere' {
        [IO.File]::WriteAllText("$TestDrive/a[1].txt", "one`r`ntwo`n`nfour")
        Send-GdnMessage $stream -LiteralPath "$TestDrive/a[1].txt"
        Send-GdnMessage $stream -Path "$TestDrive/a*.txt" -ByLine
        Assert-Failure (Get-Failure { Send-GdnMessage $stream -Path $TestDrive/none.txt }) GdnBadRequest InvalidArgument 'none.txt'
        Assert-Failure (Get-Failure { Send-GdnMessage $stream -LiteralPath $TestDrive/none.txt -ByLine }) GdnBadRequest InvalidArgument 'none.txt'
        (Read-All $stream 5).Text | Should -Be "one`r`ntwo`n`nfour", 'one', 'two', '', 'four'
    }

    It 'sends a file of any size by lines without holding it' -Tag 'same everywhere' {
        $file = "$TestDrive/large.txt"
        $writer = [IO.StreamWriter]::new($file)
        1..20000 | ForEach-Object { $writer.WriteLine('x' * 5000) }
        $writer.Dispose()
        $before = [GC]::GetTotalMemory($true)
        $memory = Send-GdnMessage $stream -Path $file -ByLine -PassThru | ForEach-Object { if (++$stored % 4000 -eq 0) { [GC]::GetTotalMemory($true) } }
        $memory.Count | Should -Be 5
        ($memory | Measure-Object -Maximum).Maximum - $before | Should -BeLessThan 60MB -Because 'the file is 100 MB'
        Assert-Failure (Get-Failure { Send-GdnMessage $stream -Path $file }) GdnMessageTooLarge LimitsExceeded '-ByLine'
        Remove-GdnStream $stream -Force
    }

    It 'stores an input once however often it is sent under one -DeduplicationId' {
        1..3 | Send-GdnMessage $stream -DeduplicationId job
        $again = 1..5 | Send-GdnMessage $stream -DeduplicationId job -PassThru
        $again.IsDuplicate | Should -Be $true, $true, $true, $false, $false
        6 | Send-GdnMessage $stream -ProducerName job -SequenceId 5
        6 | Send-GdnMessage $stream -ProducerName job -SequenceId 5
        (Read-All $stream 6).Text | Should -Be '1', '2', '3', '4', '5', '6'
        Assert-Failure (Get-Failure { 1 | Send-GdnMessage $stream -SequenceId 1 }) GdnBadRequest InvalidArgument '-ProducerName'
        Assert-Failure (Get-Failure { 1 | Send-GdnMessage $stream -DeduplicationId a -ProducerName b }) GdnBadRequest InvalidArgument '-DeduplicationId'
    }

    It 'keeps to a rate' -Tag 'same everywhere' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        1..20 | Send-GdnMessage $stream -Rate 20 -MaxInFlight 5
        $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 0.9
        (Read-All $stream 20).Text | Should -Be (1..20)
    }

    It 'delivers not before a time' {
        'open' | Send-GdnMessage $stream
        (Receive-GdnMessage $stream s -InitialPosition Earliest -SubscriptionType Shared -Count 1).Text | Should -Be 'open'
        'then' | Send-GdnMessage $stream -DeliverAt ([DateTimeOffset]::UtcNow.AddSeconds(5))
        Receive-GdnMessage $stream s -InitialPosition Earliest -SubscriptionType Shared -TimeoutSec 0.2 | Should -BeNullOrEmpty
        (Receive-GdnMessage $stream s -SubscriptionType Shared -Count 1).Text | Should -Be 'then'
    }

    It 'sends on a message that was exported to a file' -Tag 'same everywhere' {
        'x' | Send-GdnMessage $stream -Key k -Property @{ a = 1 } -EventTime '2026-01-03T00:00:00Z'
        Read-All $stream 1 | Export-Clixml $TestDrive/m.xml
        Get-Content $TestDrive/m.xml -Raw | Should -Not -Match '<By?>'
        $to = New-Name
        Import-Clixml $TestDrive/m.xml | Send-GdnMessage $to
        $message = Read-All $to 1
        $message.Text, $message.Key, $message.Properties['a'], $message.EventTime | Should -Be 'x', 'k', '1', ([DateTimeOffset]'2026-01-03T00:00:00Z')
    }

    It 'tells the messages that one lost connection took in one error, with the inputs' -Tag 'server only: it starts a server of its own and kills it' {
        $other = Start-GdnServer -InMemory
        $session = Connect-Gdn -Url $other.Url -Credential $demo
        $failure = @(Get-Failure {
                1..50 | ForEach-Object { if ($_ -eq 20) { Stop-Process -Id $other.ProcessId -Force }; $_ } | Send-GdnMessage $stream -Session $session -TimeoutSec 5 -WarningAction SilentlyContinue
            })
        $failure.Count | Should -BeLessOrEqual 3
        @($failure.TargetObject).Count | Should -BeGreaterOrEqual 31
        $failure[-1].ErrorDetails.RecommendedAction | Should -Match '-TimeoutSec'
        Disconnect-Gdn $session
    }
}
