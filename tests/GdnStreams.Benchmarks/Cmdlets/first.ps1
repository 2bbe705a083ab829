# How long a server and the first calls of a fresh shell take, as a JSON list of milliseconds: pwsh -File first.ps1 MODULE DATA-DIRECTORY
param([string] $Module, [string] $Data)
$ErrorActionPreference = 'Stop'
Import-Module $Module

# An earlier commit's sends made what is missing without being asked.
$create = (Get-Command Send-GdnMessage).Parameters.ContainsKey('Create') ? @{ Create = $true } : @{}
$seen = [Collections.Generic.List[double]]::new()
foreach ($step in
    { Start-GdnServer -DataDirectory $Data },
    { Connect-Gdn -Local },
    { Send-GdnMessage first 'first' @create },
    { Receive-GdnMessage first first -InitialPosition Earliest -Count 1 -TimeoutSec 30 }) {
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $null = . $step
    $seen.Add($clock.Elapsed.TotalMilliseconds)
}

Disconnect-Gdn
Stop-GdnServer
[Console]::Out.WriteLine((ConvertTo-Json -Compress $seen))
