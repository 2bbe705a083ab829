# A handler and its server are killed at random moments, on a real data directory. GDN_HANDLER_KILLS is how often; GDN_HANDLER_SEED runs one again.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $kills = [int]($env:GDN_HANDLER_KILLS ?? 3)
    $seed = [int]($env:GDN_HANDLER_SEED ?? (Get-Random -Maximum 1000000))
    $random = [Random]::new($seed)
    $perRound = 150

    function Stop-Hard([int] $Id) {
        Stop-Process -Id $Id -Force
        Wait-Until { -not (Get-Process -Id $Id -ErrorAction Ignore) }
    }

    # The numbers of the messages that are handled, in the order of their lines.
    function Get-Handled { @(Get-Content $handledFile -ErrorAction Ignore) }

    # What the server keeps of the subscription: everything else is acknowledged, and will be after its next kill too.
    function Get-Unacknowledged {
        $name = [GdnStreams.Protocol.StreamName]::Create('work', 'Global')
        $found = $session.Subscriptions.PeekAsync($name, 's', 1000, 0, [Threading.CancellationToken]::None).GetAwaiter().GetResult()
        @($found.Text)
    }

    function Start-Handler {
        $pwsh = [Environment]::ProcessPath
        $arguments = @(if ($pwsh -like '*dotnet*') { [Environment]::GetCommandLineArgs()[0] }) + '-NoProfile', '-NonInteractive', '-File', $handlerFile
        Start-Process $pwsh $arguments -PassThru -RedirectStandardOutput "$TestDrive/out.txt" -RedirectStandardError "$TestDrive/errors.txt"
    }

    function Connect-Again {
        $null = Get-GdnSession -All | Where-Object Url -EQ $url | Disconnect-Gdn
        Connect-Gdn -Local -Url $url -DataDirectory $data
    }
}

Describe 'A handler that is killed, and whose server is' {
    It 'handles every message, and none that was acknowledged again' {
        $current = Get-GdnSession
        $data = "$TestDrive/data"
        $handledFile = "$TestDrive/handled.txt"
        $handlerFile = "$TestDrive/handler.ps1"
        $mortal = Start-GdnServer $data
        $url = $mortal.Url
        $session = Connect-Again
        $null = New-GdnStream work -Session $session
        $null = New-GdnSubscription work s -Session $session
        Set-Content $handlerFile @"
            `$ErrorActionPreference = 'Stop'
            Import-Module '$((Get-Module GdnStreams).Path)'
            `$null = Connect-Gdn -Local -Url '$url' -DataDirectory '$data'
            `$file = [IO.FileStream]::new('$handledFile', 'Append', 'Write', 'ReadWrite')
            `$lines = [IO.TextWriter]::Synchronized([IO.StreamWriter]::new(`$file))
            Invoke-GdnHandler work s -ThrottleLimit 3 -WarningAction SilentlyContinue -MaxAttempts 0 -RetryDelaySec 0.01 -ScriptBlock {
                param(`$message, `$lines)
                Start-Sleep -Milliseconds 2
                if ([int]`$message.Text % 11 -eq 0 -and (Get-Random -Maximum 2)) { throw 'once more' }
                [Threading.Monitor]::Enter(`$lines)
                try { `$lines.WriteLine(`$message.Text); `$lines.Flush() } finally { [Threading.Monitor]::Exit(`$lines) }
            } -ArgumentList `$lines
"@
        $sent = 0
        $handler = Start-Handler
        $acknowledged = [Collections.Generic.HashSet[string]]::new()
        $seen = 0
        try {
            for ($kill = 1; $kill -le $kills; $kill++) {
                ($sent + 1)..($sent + $perRound) | ForEach-Object { "$_" | Send-GdnMessage work -Key "k$($_ % 7)" -Session $session }
                $sent += $perRound
                $goal = [Math]::Min($sent, @(Get-Handled).Count + $random.Next(1, $perRound))
                Wait-Until { @(Get-Handled).Count -ge $goal } 120
                if ($random.Next(2)) {
                    Stop-Hard $handler.Id
                    $handler = $null
                }
                else {
                    Stop-Hard $mortal.ProcessId
                    $mortal = Start-GdnServer $data -Port $url.Port
                    $session = Connect-Again
                }

                # First what the server keeps, then what was handled: so every acknowledged message has its line, and no later line is one of them.
                $kept = Get-Unacknowledged
                $lines = Get-Handled
                $lines | Select-Object -Skip $seen | Where-Object { $acknowledged.Contains($_) } | Should -BeNullOrEmpty -Because "these were acknowledged before they were handled again (kill $kill, GDN_HANDLER_SEED=$seed)"
                $now = @(1..$sent | ForEach-Object { "$_" } | Where-Object { $_ -notin $kept })
                $now | Where-Object { $_ -notin $lines } | Should -BeNullOrEmpty -Because "these are acknowledged and were not handled (kill $kill, GDN_HANDLER_SEED=$seed)"
                $now | ForEach-Object { $null = $acknowledged.Add($_) }
                $seen = $lines.Count
                if (-not $handler) { $handler = Start-Handler }
            }

            Wait-Until { (Get-GdnSubscription work s -Session $session).Backlog -eq 0 } 180
            $lines = Get-Handled
            $lines | Select-Object -Skip $seen | Where-Object { $acknowledged.Contains($_) } | Should -BeNullOrEmpty -Because "GDN_HANDLER_SEED=$seed"
            @($lines | Sort-Object -Unique).Count | Should -Be $sent -Because "GDN_HANDLER_SEED=$seed"
        }
        finally {
            if ($handler) { Stop-Process -Id $handler.Id -Force -ErrorAction Ignore }
            if (Test-Path "$TestDrive/errors.txt") { Get-Content "$TestDrive/errors.txt" -Tail 5 | Write-Host }
            Disconnect-Gdn $session
            Get-GdnServer -Here | Where-Object Url -EQ $url | Stop-GdnServer
            Select-GdnSession $current
        }
    }
}
