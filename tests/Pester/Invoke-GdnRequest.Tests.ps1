BeforeAll {
    . "$PSScriptRoot/Shared.ps1"

    # A handler in a shell of its own; Stop-Handler ends it.
    function Start-Handler([string] $Stream, [string] $Script, [string] $Options = '') {
        $shell = [powershell]::Create()
        $null = $shell.AddScript("param(`$module, `$session, `$stream) Import-Module `$module; Invoke-GdnHandler `$stream service { $Script } -Session `$session $Options").
            AddArgument((Get-Module GdnStreams).Path).AddArgument((Get-GdnSession)).AddArgument($Stream)
        $null = $shell.BeginInvoke()
        Wait-Until { @(Get-GdnSubscription $Stream -ErrorAction Ignore | Where-Object Consumers).Count }
        $shell
    }

    function Stop-Handler($Shell) {
        $Shell.Stop()
        $Shell.Dispose()
    }
}

Describe 'Invoke-GdnRequest' {
    BeforeEach {
        $stream = New-Name
        $null = New-GdnStream $stream
        $null = New-GdnSubscription $stream service
        $handler = $null
    }

    AfterEach {
        if ($handler) { Stop-Handler $handler }
        if ($target -eq 'server') { Get-GdnStream gdn-reply-* | Should -BeNullOrEmpty -Because 'a request removes what it made' }
    }

    It 'writes what the handler writes' {
        $handler = Start-Handler $stream '"$($_.Text) and more"'
        $reply = 'this' | Invoke-GdnRequest $stream
        $reply.Text, $reply.InputObject, "$reply" | Should -Be 'this and more', 'this', 'this and more'
        $reply.Elapsed | Should -BeGreaterThan ([timespan]::Zero)
        $reply.CorrelationId | Should -Be $reply.Properties['correlation-id']
        Assert-Soon { (Get-GdnSubscription $stream service).Backlog | Should -Be 0 }
    }

    It 'takes objects, and gives objects back: <what>' -Tag 'same everywhere' -ForEach @(
        @{ what = 'one'; script = '@{ sum = $_.Json.a + $_.Json.b }'; check = { $args[0].Json.sum | Should -Be 5 } }
        @{ what = 'several'; script = '1; "two"; @{ three = 3 }'; check = { $args[0].Json[0], $args[0].Json[1], $args[0].Json[2].three | Should -Be 1, 'two', 3 } }
        @{ what = 'none'; script = ''; check = { $args[0].Text, $args[0].ToBytes().Length | Should -Be '', 0 } }
        @{ what = 'bytes'; script = ', [byte[]](1, 0, 255)'; check = { $args[0].ToBytes() | Should -Be 1, 0, 255 } }
    ) {
        $handler = Start-Handler $stream $script
        & $check (Invoke-GdnRequest $stream @{ a = 2; b = 3 })
    }

    It 'asks many at a time, and tells the replies apart' {
        $handler = Start-Handler $stream '[int]$_.Text * 2'
        $replies = @(1..200 | Invoke-GdnRequest $stream -MaxInFlight 50)
        $replies.Count | Should -Be 200
        $replies | ForEach-Object { [int]$_.Text | Should -Be (2 * $_.InputObject) }
        @(Invoke-GdnRequest $stream (1..3)).InputObject | Sort-Object | Should -Be 1, 2, 3
    }

    It 'does not wait for one reply before it sends the next request' -Tag 'same everywhere' {
        [AppDomain]::CurrentDomain.SetData('gdn-together', [Threading.Barrier]::new(4))
        $handler = Start-Handler $stream '$together.SignalAndWait(60000)' '-ThrottleLimit 4 -InitializationScript { $together = [AppDomain]::CurrentDomain.GetData("gdn-together") }'
        @(1..4 | Invoke-GdnRequest $stream -MaxInFlight 4 -TimeoutSec 60).Text | Should -Be 'true', 'true', 'true', 'true'
    }

    It 'sends keys, properties and depth' -Tag 'same everywhere' {
        $handler = Start-Handler $stream '"$($_.Key) $($_.Properties["shop"]) $($_.Text)"'
        (Invoke-GdnRequest $stream @{ a = @{ b = @{ c = 1 } } } -Key k -Property @{ shop = { 'north' } } -Depth 1 -WarningAction SilentlyContinue).Text | Should -BeLike 'k north {"a":{"b":"*"}}'
    }

    It 'makes the handler''s error an error about the input, and goes on' {
        $handler = Start-Handler $stream 'if ($_.Text -eq "bad") { throw "not this one" } $_.Text'
        $failure = $null
        (Invoke-GdnRequest $stream 'good', 'bad', 'fine' -ErrorVariable failure -ErrorAction SilentlyContinue).Text | Sort-Object | Should -Be 'fine', 'good'
        Assert-Failure $failure GdnRequestFailed NotSpecified 'not this one'
        $failure[0].TargetObject | Should -Be 'bad'
        Assert-Soon { (Get-GdnSubscription $stream service).Backlog | Should -Be 0 }
        Get-GdnStream "$stream-*" | Should -BeNullOrEmpty -Because 'who asks hears of the error: there is no dead letter'
    }

    It 'makes a script that takes too long an error reply' -Tag 'same everywhere' {
        $handler = Start-Handler $stream 'while ($true) { Start-Sleep -Milliseconds 10 }' '-MessageTimeoutSec 0.3'
        Assert-Failure (Get-Failure { Invoke-GdnRequest $stream x }) GdnRequestFailed NotSpecified 'longer than 0.3 s'
    }

    It 'is an error when no reply comes in time, which says whether anybody listens' {
        $failure = Get-Failure { Invoke-GdnRequest $stream x -TimeoutSec 0.3 }
        Assert-Failure $failure GdnNoReply OperationTimeout 'within 0.3 s. Nobody is connected'
        $failure.TargetObject | Should -Be 'x'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Invoke-GdnHandler*'
        $gate = [Threading.ManualResetEventSlim]::new()
        [AppDomain]::CurrentDomain.SetData('gdn-gate', $gate)
        $handler = Start-Handler $stream '[AppDomain]::CurrentDomain.GetData("gdn-gate").Wait()'
        Assert-Failure (Get-Failure { Invoke-GdnRequest $stream y -TimeoutSec 0.3 }) GdnNoReply OperationTimeout 'may be handled all the same'
        $gate.Set()
    }

    It 'is an error at once where nobody could listen, and where there is no stream' {
        $alone = New-Name
        $null = New-GdnStream $alone
        $failure = Get-Failure { Invoke-GdnRequest $alone x }
        Assert-Failure $failure GdnNobodyListens ObjectNotFound 'no subscription'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*New-GdnSubscription*'
        Assert-Failure (Get-Failure { Invoke-GdnRequest "$alone-no" x }) GdnStreamNotFound ObjectNotFound
    }

    It 'takes the replies on a stream that is there, where the handler may send to it' {
        $own = New-Name
        $null = New-GdnStream $own
        $handler = Start-Handler $stream '"got $($_.Text)"' "-ReplyStream '$own'"
        (Invoke-GdnRequest $stream x -ReplyStream $own).Text | Should -Be 'got x'
        Get-GdnStream $own | Should -Not -BeNullOrEmpty
        Assert-Failure (Get-Failure { Invoke-GdnRequest $stream x -ReplyStream "$own-no" }) GdnStreamNotFound ObjectNotFound
    }

    It 'gets no reply on a stream that the handler may not send to' {
        $own = New-Name
        $null = New-GdnStream $own
        $handler = Start-Handler $stream '"got $($_.Text)"'
        Assert-Failure (Get-Failure { Invoke-GdnRequest $stream x -ReplyStream $own -TimeoutSec 1 }) GdnNoReply OperationTimeout
        (Get-GdnStreamStatistic $own).MessagesIn | Should -Be 0
    }

    It 'goes on where a requester has gone' {
        'x' | Send-GdnMessage $stream -Property @{ 'reply-to' = 'c8globals.gdn-reply-gone'; 'correlation-id' = '1' }
        $status = Invoke-GdnHandler $stream service { 'answer' } -SubscriptionType Failover -Count 1
        $status.Replied, $status.Succeeded, $status.Open | Should -Be 0, 1, 0
        Get-GdnStream gdn-reply-gone -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'works in a local scope' {
        $null = New-GdnStream "c8locals.$stream"
        $null = New-GdnSubscription "c8locals.$stream" service
        $run = Start-Handler "c8locals.$stream" '$_.Text'
        (Invoke-GdnRequest $stream x -Scope Local).Text | Should -Be 'x'
        Stop-Handler $run
    }

    It 'removes its stream also when it is stopped, and when the pipeline wants no more' -Tag 'server only: a producer that a Pulsar''s WebSocket service still has makes a removed topic again' {
        $handler = Start-Handler $stream '$_.Text'
        (1..50 | Invoke-GdnRequest $stream -MaxInFlight 5 | Select-Object -First 1).Text | Should -Not -BeNullOrEmpty
        Get-GdnStream gdn-reply-* | Should -BeNullOrEmpty
        Stop-Handler $handler
        $handler = $null
        $shell = [powershell]::Create().AddScript("param(`$module, `$session, `$stream) Import-Module `$module; Invoke-GdnRequest `$stream x -Session `$session").
            AddArgument((Get-Module GdnStreams).Path).AddArgument((Get-GdnSession)).AddArgument($stream)
        $null = $shell.BeginInvoke()
        Wait-Until { Get-GdnStream gdn-reply-* }
        $shell.Stop()
        $shell.Dispose()
        Wait-Until { -not (Get-GdnStream gdn-reply-*) } # Where the server is busy, it goes a moment after Ctrl+C.
    }

    It 'is shown as a table and a list' -Tag 'same everywhere' {
        $handler = Start-Handler $stream '"a`e[31m"'
        $reply = Invoke-GdnRequest $stream x
        Get-Header { $reply } | Should -Be 'InputObject', 'Ms', 'Text'
        $reply | Out-String | Should -BeLike '*a\u001B*'
        $reply | Format-List | Out-String | Should -BeLike '*a\u001B*'
    }
}
