# A benchmark's client by the cmdlets: pwsh -File client.ps1 MODULE SERVER API-KEY pipeline|array
# Reads commands and writes answers, a line of JSON each, as Clients/ClientCommand.cs and ClientAnswer.cs describe them.
param([string] $Module, [string] $Server, [string] $ApiKey, [string] $Way)
$ErrorActionPreference = 'Stop'
Import-Module $Module
Connect-Gdn $Server -ApiKey $ApiKey | Out-Null
$pageSize = 5000
$hasLimit = (Get-Command Send-GdnMessage).Parameters.ContainsKey('MaxInFlight') # Before there was one, as many as the memory took.

function Open-Workload($command) {
    $script:workload = $command.workload
    $script:stream = $command.workload.streams[0]
    $script:text = 'x' * $command.workload.payloadBytes
    $script:stored = 0
    New-GdnStream $stream | Out-Null
    if (Get-Command New-GdnSubscription -ErrorAction Ignore) { New-GdnSubscription $stream bench | Out-Null }
    else { Receive-GdnMessage $stream bench -Count 1 -TimeoutSec 0.1 } # As long as there was no such cmdlet.
}

# Pages of messages down one pipeline each, until time is up. What each message took is nowhere to be seen.
function Send-Messages($command) {
    $size = $command.messages ? [Math]::Min($pageSize, $command.messages) : $workload.inFlight -eq 1 ? 50 : $pageSize
    $page = , $text * $size
    $limit = if ($hasLimit) { @{ MaxInFlight = $workload.inFlight } } else { @{} }
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $sent = 0
    do {
        if ($Way -eq 'array') { Send-GdnMessage $stream -InputObject $page @limit } else { $page | Send-GdnMessage $stream @limit }
        $sent += $size
    } while ($clock.Elapsed.TotalSeconds -lt $command.seconds -and ($command.messages -eq 0 -or $sent -lt $command.messages))
    $script:stored += $sent
    @{ messages = $sent; seconds = $clock.Elapsed.TotalSeconds; p50 = 'NaN'; p99 = 'NaN'; p999 = 'NaN' }
}

function Receive-Messages($command) {
    $count = $command.messages ? [Math]::Min($command.messages, $stored) : $stored
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $taken = 0
    Receive-GdnMessage $stream bench -Count $count -TimeoutSec $command.seconds -ReceiverQueueSize $workload.inFlight | ForEach-Object { $taken++ }
    $script:stored -= $taken
    @{ messages = $taken; seconds = $clock.Elapsed.TotalSeconds; p50 = 'NaN'; p99 = 'NaN'; p999 = 'NaN' }
}

while ($null -ne ($line = [Console]::In.ReadLine())) {
    $command = ConvertFrom-Json $line
    try {
        $answer = switch ($command.do) {
            open { Open-Workload $command; @{} }
            publish { @{ measured = Send-Messages $command } }
            receive { @{ measured = Receive-Messages $command } }
            close { Remove-GdnStream $stream -Force -Confirm:$false; @{} }
        }
    }
    catch {
        $answer = @{ error = "$_ $($_.ScriptStackTrace)" }
    }

    [Console]::Out.WriteLine((ConvertTo-Json $answer -Compress))
}
