# Import-GdnMessage and Move-GdnMessage are killed at random moments, now and then with the server, and run again until they are done. Every message is there once, in order.
# GDN_KILLS says how many times each is killed; the seed of a run is told, and GDN_KILLS_SEED runs it again.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $kills = [int]($env:GDN_KILLS ?? 3)
    $seed = [int]($env:GDN_KILLS_SEED ?? (Get-Random -Maximum 1000000))
    $random = [Random]::new($seed)
    $data = "$TestDrive/server"
    $state = @{ server = Start-GdnServer $data; next = $null; serverKills = 0 }
    $null = Connect-Gdn -Local
    $module = (Get-Module GdnStreams).Path

    # A pwsh that has loaded the module, and waits for what to do.
    function New-Child {
        $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
        $script = @'
$ProgressPreference = 'SilentlyContinue'
Import-Module $env:GDN_MODULE
while ($line = [Console]::ReadLine()) {
    'go'
    try {
        $null = Connect-Gdn -Local -Url $env:GDN_URL -DataDirectory $env:GDN_DATA
        . ([scriptblock]::Create($line)) 3>$null 6>$null
        "done $($Error -join ' ')"
    }
    catch { "failed $_" }
}
'@
        # The tool's pwsh is a program of dotnet.
        if ((Split-Path -LeafBase $start.FileName) -eq 'dotnet') { $start.ArgumentList.Add("$PSHOME/pwsh.dll") }
        foreach ($argument in '-NoProfile', '-NonInteractive', '-Command', $script) { $start.ArgumentList.Add($argument) }
        $start.Environment['GDN_MODULE'] = $module
        $start.Environment['GDN_URL'] = $state.server.Url
        $start.Environment['GDN_DATA'] = $data
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        [Diagnostics.Process]::Start($start)
    }

    # Runs a command in a child until it is done, and kills it up to so many times on its way. How often it was killed.
    function Invoke-Killed([string] $Command, [int] $Most, [int] $Milliseconds) {
        $killed = 0
        while ($true) {
            $child = if ($state.next) { $state.next } else { New-Child }
            $state.next = New-Child
            $child.StandardInput.WriteLine($Command)
            while ('go' -ne ($line = $child.StandardOutput.ReadLine())) { if ($null -eq $line) { throw 'The child has ended.' } }
            $answer = $child.StandardOutput.ReadLineAsync()
            # Whoever was killed often enough has all the time.
            $patience = if ($killed -lt $Most) { $random.Next($Milliseconds) } else { 120000 }
            if ($answer.Wait($patience)) {
                $child.StandardInput.Close()
                if (-not $child.WaitForExit(30000)) { $child.Kill() }
                if ($answer.Result -like 'done *') { return $killed }
                if ($answer.Result -notlike 'failed *') { throw "The child says '$($answer.Result)'." }
                throw "It was not to be killed any more, and failed: $($answer.Result)"
            }
            if ($killed -ge $Most) { $child.Kill(); throw "Not within 120 s: $Command" }
            $killed++
            $withServer = $random.Next(5) -eq 0
            $outlives = $withServer -and $random.Next(2) -eq 0
            if ($withServer) {
                Stop-Process -Id $state.server.ProcessId -Force
                if (-not $outlives) { $child.Kill() }
                Wait-Until { -not (Get-Process -Id $state.server.ProcessId -ErrorAction Ignore) }
                $state.server = Start-GdnServer $data -Port $state.server.Url.Port
                $state.serverKills++
            }
            if ($outlives) {
                # It may get over it, and says so or why it did not.
                if (-not $answer.Wait(120000)) { $child.Kill(); throw "Not within 120 s of the server's end: $Command" }
                $child.StandardInput.Close()
                if (-not $child.WaitForExit(30000)) { $child.Kill() }
                if ($answer.Result -like 'done *') { return $killed }
            }
            elseif (-not $withServer) { $child.Kill() }
            $child.WaitForExit()
        }
    }

    # The numbers that are the texts of a stream's messages.
    function Get-Number([string] $Stream) {
        $path = "$TestDrive/numbers.jsonl"
        $null = Export-GdnMessage $Stream $path -Force
        foreach ($line in [IO.File]::ReadLines($path)) { [int][regex]::Match($line, '"text":"(\d+)"').Groups[1].Value }
    }
}

AfterAll {
    if ($state.next) { $state.next.Kill() }
    Get-GdnSession | Where-Object { $_.Url -eq $state.server.Url } | Disconnect-Gdn
    Get-GdnServer -Here | Where-Object Url -NE $global:SharedServer.Url | Stop-GdnServer
}

Describe 'What is killed and run again' {
    BeforeEach { $state.serverKills = 0 }

    It 'imports every line once, in order' {
        $count = 25000
        $round = $killed = 0
        $time = 1500
        while ($killed -lt $kills) {
            $round++
            $path = "$TestDrive/import.jsonl"
            [IO.File]::WriteAllLines($path, (1..$count | ForEach-Object { "{`"text`":`"$_`",`"properties`":{`"round`":`"$round`"}}" }))
            $stream = New-Name
            $null = New-GdnStream $stream
            $clock = [Diagnostics.Stopwatch]::StartNew()
            $now = Invoke-Killed "Import-GdnMessage $stream '$path' | Out-Null" ([Math]::Min(4, $kills - $killed)) $time
            if ($now -eq 0) { $time = [Math]::Max(300, [int]$clock.ElapsedMilliseconds) }
            $killed += $now
            $there = @(Get-Number $stream)
            [string]::Join(' ', $there) -ceq [string]::Join(' ', 1..$count) | Should -BeTrue -Because "round $round of seed ${seed}: $($there.Count) of $count messages are there, $(@($there | Sort-Object -Unique).Count) different"
            Remove-GdnStream $stream -Force
            if ($env:GDN_KILLS) { Write-Host "Import: $killed kills so far." }
        }
        Write-Host "Import: $killed kills, $($state.serverKills) of them with the server, in $round rounds of $count lines; seed $seed."
    }

    It 'moves every dead letter once, in order, and leaves what it is to leave' {
        $count = 3000
        $round = $killed = 0
        $time = 1500
        while ($killed -lt $kills) {
            $round++
            $dead = New-Name
            $to = New-Name
            $null = New-GdnStream $to
            # Some rounds leave single messages, some leave runs, some leave none.
            $leave = ({ $false }, { $_ % 100 -eq 0 }, { $_ % 1000 -lt 300 })[$round % 3]
            $where = ('', "-Where { [int]`$_.Text % 100 -ne 0 }", "-Where { [int]`$_.Text % 1000 -ge 300 }")[$round % 3]
            1..$count | Send-GdnMessage $dead -Property @{ REAL_TOPIC = "persistent://$((Get-GdnSession | Where-Object Url -EQ $state.server.Url).Tenant)/c8global.$((Get-GdnSession | Where-Object Url -EQ $state.server.Url).Fabric)/c8globals.$to" }
            $clock = [Diagnostics.Stopwatch]::StartNew()
            $now = Invoke-Killed "Move-GdnMessage $dead $where | Out-Null" ([Math]::Min(4, $kills - $killed)) $time
            if ($now -eq 0) { $time = [Math]::Max(300, [int]$clock.ElapsedMilliseconds) }
            $killed += $now
            $left = @(1..$count | Where-Object $leave)
            $moved = @(1..$count | Where-Object { -not (& $leave) })
            $there = @(Get-Number $to)
            [string]::Join(' ', $there) -ceq [string]::Join(' ', $moved) | Should -BeTrue -Because "round $round of seed ${seed}: $($there.Count) of $($moved.Count) messages are there, $(@($there | Sort-Object -Unique).Count) different"
            (Get-GdnSubscription $dead redrive).Backlog | Should -Be $left.Count -Because "round $round of seed $seed"
            $rest = Move-GdnMessage $dead -WarningAction SilentlyContinue
            $rest.Stored | Should -Be $left.Count -Because "round $round of seed ${seed}: what was left is moved by another run"
            Remove-GdnStream $dead -Force
            Remove-GdnStream $to -Force
            if ($env:GDN_KILLS) { Write-Host "Move: $killed kills so far." }
        }
        Write-Host "Move: $killed kills, $($state.serverKills) of them with the server, in $round rounds of $count messages; seed $seed."
    }
}
