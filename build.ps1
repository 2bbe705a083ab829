<#
.SYNOPSIS
Builds, tests, packs or shows GdnStreams. Every task only calls dotnet.
.EXAMPLE
./build.ps1 -Task Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Pack', 'Quickstart')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug'
)

$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

function Step([string[]] $Arguments) {
    Write-Verbose "dotnet $Arguments"
    & dotnet @Arguments
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($Arguments[0]) failed with exit code $LASTEXITCODE." }
}

switch ($Task) {
    'Build' { Step 'build', '-c', $Configuration }
    'Test' { Step 'test', '-c', $Configuration }
    'Pack' { Step 'pack', '-c', 'Release', '-o', 'artifacts' }
    'Quickstart' { Step 'run', '--project', 'src/GdnStreams.Shell', '-c', $Configuration, '--', 'docs/examples/quickstart.ps1' }
}
