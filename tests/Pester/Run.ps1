<#
.SYNOPSIS
Runs the suites beside it, one file for each cmdlet, in this process and against one service. Its exit code is the number of failures.
.DESCRIPTION
On a gateway and on a Pulsar those suites run that Targets.ps1 names, without the tests whose tags say why they have no meaning there. The end of the output tells how many passed, and what was left out.
.NOTES
./build.ps1 -Task Pester builds what they need and calls it.
#>
param(
    # Folder of the Pester module.
    [Parameter(Mandatory)] [string] $Pester,

    # Name of the suites to run, with wildcards.
    [string] $Suite = '*',

    # What they run on: a server in memory, a gateway to a Pulsar, or the Pulsar itself.
    [ValidateSet('server', 'gateway', 'pulsar')] [string] $Target = $env:GDN_TEST_TARGET ? $env:GDN_TEST_TARGET : 'server',

    # Address of a running Pulsar for them that has deduplication on; one is started where there is none.
    [uri] $Pulsar
)

$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/RealPulsar.ps1"
. "$PSScriptRoot/Targets.ps1"
$env:GDN_TEST_TARGET = $Target
$files = @(Get-ChildItem $PSScriptRoot -Filter *.Tests.ps1 | Where-Object Name -Like "$Suite.Tests.ps1" | Where-Object { Test-Meaning ($_.Name -replace '\.Tests\.ps1$') $Target } | ForEach-Object FullName)
if (-not $files) { throw "There is no suite '$Suite' for a $Target in $PSScriptRoot." }
Import-Module "$Pester/Pester.psd1"
$configuration = New-PesterConfiguration
$configuration.Run.Path = $files
$configuration.Run.PassThru = $true
$configuration.Filter.ExcludeTag = Get-ExcludedTag $Target
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.CIFormat = 'None'
$cluster = $gateway = $null
try {
    if ($Target -ne 'server') {
        $missing = $Pulsar ? '' : (Get-MissingPulsar)
        if ($missing) { throw "The suites cannot run on a $Target. $missing." }
        $cluster = $Pulsar ? [pscustomobject]@{ Url = $Pulsar; Process = $null } : (Start-Pulsar '--set', 'brokerDeduplicationEnabled=true')
        $gateway = $Target -eq 'gateway' ? (Start-Gateway $cluster) : $null

        # A tenant of their own, as gateways keep accounts in public.
        $body = ConvertTo-Json @{ adminRoles = @(); allowedClusters = @(Invoke-RestMethod "$($cluster.Url)admin/v2/clusters" | ForEach-Object { $_ }) }
        $null = Invoke-RestMethod "$($cluster.Url)admin/v2/tenants/cmdlets" -Method Put -Body $body -ContentType application/json -SkipHttpErrorCheck
        $global:TestService = [pscustomobject]@{ Kind = $Target; Url = ($gateway ?? $cluster).Url; Pulsar = $cluster.Url }
    }

    $result = Invoke-Pester -Configuration $configuration
    $summary = Write-Summary $result $Target
    $summary

    # For .ci/run, as dotnet test shows nothing of what passed.
    if ($env:GDN_TEST_COUNTS) { Set-Content (Join-Path $env:GDN_TEST_COUNTS "$Target-$PID.txt") $summary }
}
finally {
    if ($gateway) { Stop-Pulsar $gateway }
    if ($cluster) { Stop-Pulsar $cluster }
}

exit ($result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount + [int]($result.PassedCount -eq 0))
