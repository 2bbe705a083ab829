# How long the first calls of a fresh shell take, as a JSON list of milliseconds: pwsh -File first.ps1 MODULE SERVER API-KEY
param([string] $Module, [string] $Server, [string] $ApiKey)
$ErrorActionPreference = 'Stop'
Import-Module $Module
$clock = [Diagnostics.Stopwatch]::StartNew()
Connect-Gdn $Server -ApiKey $ApiKey | Out-Null
$connected = $clock.Elapsed.TotalMilliseconds
Send-GdnMessage first 'first'
$sent = $clock.Elapsed.TotalMilliseconds
Receive-GdnMessage first first -Count 1 | Out-Null
$received = $clock.Elapsed.TotalMilliseconds
[Console]::Out.WriteLine((ConvertTo-Json -Compress $connected, ($sent - $connected), ($received - $sent)))
