<#
.SYNOPSIS
Runs the suite of the packed module. Its exit code is the number of failures.
#>
param(
    # Folder of the Pester module.
    [Parameter(Mandatory)] [string] $Pester,

    # The packed module: artifacts/module/GdnStreams.
    [Parameter(Mandatory)] [string] $Staged
)

$ErrorActionPreference = 'Stop'
Import-Module "$Pester/Pester.psd1"
$configuration = New-PesterConfiguration
$configuration.Run.Container = New-PesterContainer -Path "$PSScriptRoot/Package.Tests.ps1" -Data @{ Staged = (Resolve-Path $Staged).Path }
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.CIFormat = 'None'
$result = Invoke-Pester -Configuration $configuration
exit ($result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount + [int]($result.PassedCount -eq 0))
