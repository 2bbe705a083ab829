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
$files = @(Get-ChildItem $PSScriptRoot -Filter *.Tests.ps1 | Where-Object Name -Like "$Suite.Tests.ps1" | ForEach-Object FullName)
if (-not $files) { throw "There is no suite '$Suite' in $PSScriptRoot." }
Import-Module "$Pester/Pester.psd1"
$configuration = New-PesterConfiguration
$configuration.Run.Path = $files
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.CIFormat = 'None'
$result = Invoke-Pester -Configuration $configuration
exit ($result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount + [int]($result.PassedCount -eq 0))
