<#
.SYNOPSIS
Runs the suites beside it, one file for each cmdlet, in this process and against one server. Its exit code is the number of failures.
.NOTES
./build.ps1 -Task Pester builds what they need and calls it.
#>
param(
    # Folder of the Pester module.
    [Parameter(Mandatory)] [string] $Pester,

    # Name of the suites to run, with wildcards.
    [string] $Suite = '*'
)

$ErrorActionPreference = 'Stop'
Import-Module "$Pester/Pester.psd1"
$configuration = New-PesterConfiguration
$configuration.Run.Path = Get-ChildItem $PSScriptRoot -Filter "$Suite.Tests.ps1" | ForEach-Object FullName
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.CIFormat = 'None'
$result = Invoke-Pester -Configuration $configuration
exit ($result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount + [int]($result.PassedCount -eq 0))
