BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $hostile = @(
        "a`e[31mred`e]0;title`a", "a`nb", "a`r`nb", "a`rb", "a`tb", "$([char]0x9b)31ma", "a$([char]0x202e)txt.exe", "a$([char]0x2066)b", "a$([char]0x200f)b", "a$([char]0x2028)b", 'a/../b', ('n' * 2000),
        "a$([char]0xd800)b", "a$([char]::ConvertFromUtf32(0xE0041))b"
    )

    # What the terminal gets: everything but PowerShell's own colours of headings and errors and those of our views, and the ends of lines.
    function Get-Shown([scriptblock] $Script) {
        $before = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'Ansi'
        try { (& $Script | Out-String -Width 250) -replace '\e\[(0|32;1|32;1;3|31;1|36;1|91|93)m' -replace '\r?\n' } finally { $PSStyle.OutputRendering = $before }
    }

    # Fails where a character would move the cursor, change colours or turn the text around.
    function Assert-Plain([string] $Text) {
        $Text | Should -Not -BeNullOrEmpty
        $bad = [regex]::Matches($Text, '[\p{Cc}\p{Zl}\p{Zp}\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]') | ForEach-Object { 'U+{0:X4}' -f [int][char]$_.Value }
        "$bad" | Should -Be '' -Because "this is shown: $($Text -replace '\p{C}', '?')"
    }
}

Describe 'Text of others' {
    It 'is received exactly and shown harmlessly: <_>' -ForEach 'Format-Table', 'Format-List' {
        $name = New-Name
        $null = New-GdnStream $name
        # Half of a surrogate pair is no text on the wire, and a key and a property of it neither.
        $sent = $hostile | Where-Object { $_ -notmatch '\ud800' }
        $sent | ForEach-Object { $_ | Send-GdnMessage $name -Key $_ -Property @{ $_ = $_ } }
        $received = @(Receive-GdnMessage $name s -InitialPosition Earliest -Count $sent.Count)
        for ($i = 0; $i -lt $sent.Count; $i++) {
            $received[$i].Text -ceq $sent[$i] | Should -BeTrue
            $received[$i].Key -ceq $sent[$i] | Should -BeTrue
            $received[$i].Properties[$sent[$i]] -ceq $sent[$i] | Should -BeTrue
        }

        foreach ($message in $received) {
            # The lines of a text stay lines in a list, and its tabs tabs.
            $shown = if ($_ -eq 'Format-List') { (Get-Shown { $message | Format-List }) -replace "`t" } else { Get-Shown { $message | Format-Table } }
            Assert-Plain $shown
        }
    }

    It 'is sent exactly, and its receipt shown harmlessly' {
        $name = New-Name
        $null = New-GdnStream $name
        foreach ($text in $hostile | Where-Object { $_ -notmatch '\ud800' }) {
            $receipt = $text | Send-GdnMessage $name -PassThru
            $receipt.InputObject -ceq $text | Should -BeTrue
            Assert-Plain (Get-Shown { $receipt })
            Assert-Plain ((Get-Shown { $receipt | Format-List }) -replace "`t")
        }
    }

    It 'in one line shows what it is' {
        [GdnStreams.Cmdlets.DisplayText]::Of("a`e[0m`r`n`t$([char]0x202e)$([char]0xd800)ü😀👩‍🚀\n") | Should -BeExactly 'a\u001B[0m\r\n\t\u202E\uD800ü😀👩‍🚀\n'
        [GdnStreams.Cmdlets.DisplayText]::Lines("a`r`nb`tc`rd`e") | Should -BeExactly "a`r`nb`tc\rd\u001B"
        [GdnStreams.Cmdlets.DisplayText]::Of($null) | Should -BeNullOrEmpty
        [GdnStreams.Cmdlets.DisplayText]::Of([char]::ConvertFromUtf32(0xE0041)) | Should -BeExactly '\U000E0041'
    }
}

Describe 'Names of a server that allows any' {
    BeforeAll {
        # A server of somebody else: whatever is asked, it answers with its names.
        $names = $hostile | Where-Object { $_ -notmatch '\ud800' }
        $streams = @{ error = $false; code = 200; result = @($names | ForEach-Object { @{ topic = "c8globals.$_"; _key = $_; db = $_; tenant = $_; global = $true; type = 0 } }) } | ConvertTo-Json -Depth 5
        $subscriptions = @{}
        $names | ForEach-Object { $subscriptions[$_] = @{ type = 'Shared'; msgBacklog = 1; consumers = @() } }
        $statistics = @{ error = $false; code = 200; result = @{ subscriptions = $subscriptions } } | ConvertTo-Json -Depth 6
        $fabric = @{ error = $false; code = 200; result = @{ name = $names[0]; tenant = $names[1]; status = $names[6]; isSystem = $true; options = @{ status = $names[6]; dcList = $names[5]; tenant = $names[0]; name = $names[1] } } } | ConvertTo-Json -Depth 5
        $list = @{ error = $false; code = 200; result = @($names) } | ConvertTo-Json
        $users = @{ error = $false; code = 200; result = @(@{ user = $names[0]; tenant = $names[6]; email = $names[5]; active = $true }) } | ConvertTo-Json -Depth 5
        $free = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $free.Start()
        $port = $free.LocalEndpoint.Port
        $free.Stop()
        $listener = [Net.HttpListener]::new()
        $listener.Prefixes.Add("http://127.0.0.1:$port/")
        $listener.Start()
        $other = [powershell]::Create().AddScript({
            param($listener, $streams, $statistics, $fabric, $users, $list)
            while ($listener.IsListening) {
                $next = $listener.GetContextAsync()
                while (-not $next.Wait(50)) { } # A wait without end could not be stopped.
                $context = $next.Result
                $path = $context.Request.RawUrl
                $answer = if ($path -like '*/stats*') { $statistics } elseif ($path -like '*/subscriptions*') { $list } elseif ($path -like '*/streams*') { $streams } elseif ($path -like '*/user') { $users } else { $fabric }
                if ($context.Request.HttpMethod -ne 'GET') {
                    $context.Response.StatusCode = 400
                    $answer = @{ error = $true; code = 400; errorMessage = "no`e[31m`e]0;x`a $([char]0x202e)" } | ConvertTo-Json
                }

                $bytes = [Text.Encoding]::UTF8.GetBytes($answer)
                $context.Response.ContentType = 'application/json'
                $context.Response.OutputStream.Write($bytes)
                $context.Response.Close()
            }
        }).AddArgument($listener).AddArgument($streams).AddArgument($statistics).AddArgument($fabric).AddArgument($users).AddArgument($list)
        $null = $other.BeginInvoke()
        $current = Get-GdnSession
        $session = Connect-Gdn "http://127.0.0.1:$port" -Token x
    }

    AfterAll {
        if ($session) { Disconnect-Gdn $session }
        $listener.Stop()
        $other.Dispose()
    }

    It 'are shown harmlessly: <_>' -ForEach @(
        { Get-GdnStream }, { Get-GdnStream | Format-List }, { Get-GdnSubscription x }, { Get-GdnSubscription x | Format-List }, { Get-GdnFabric x }, { Get-GdnFabric x | Format-List }
        { Get-GdnSession }, { Get-GdnSession | Format-List }
    ) { Assert-Plain (Get-Shown $_) }

    It 'are exact in the objects' {
        $found = @(Get-GdnStream)
        $found.Count | Should -Be $names.Count
        for ($i = 0; $i -lt $names.Count; $i++) { $found[$i].Name -ceq $names[$i] | Should -BeTrue }
        @(Get-GdnSubscription x).Name | Sort-Object | Should -BeExactly ($names | Sort-Object)
    }

    It 'are harmless in errors and in what is asked before: <_>' -ForEach @(
        { Get-GdnStream "nowhere`e$([char]0x202e)" }, { Get-GdnSubscription x "nowhere`e`a" }, { Get-GdnStream | Remove-GdnStream -Confirm:$false }
        { New-GdnStream "x`e[31m$([char]0x202e)" }, { Remove-GdnSubscription x "s`e[31m" -Confirm:$false }
    ) {
        $failing = $_
        foreach ($view in 'ConciseView', 'NormalView', 'CategoryView') {
            $ErrorView = $view
            # The line that the user typed is theirs.
            Assert-Plain ((Get-Shown { Get-Failure $failing }) -replace [regex]::Escape("$failing"))
        }
    }

    It 'are harmless in -WhatIf' {
        $transcript = "$TestDrive/whatif.txt"
        $null = Start-Transcript $transcript
        try { Get-GdnStream | Remove-GdnStream -WhatIf; Get-GdnSubscription x | Remove-GdnSubscription -WhatIf; Disconnect-Gdn $session -WhatIf } finally { $null = Stop-Transcript }
        $said = @(Get-Content $transcript | Where-Object { $_ -like 'What if*' })
        $said.Count | Should -BeGreaterThan 20
        Assert-Plain (-join $said)
    }
}
