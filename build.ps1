<#
.SYNOPSIS
Builds, tests, packs or shows GdnStreams. Every task only calls dotnet, and Console calls npm.
.EXAMPLE
./build.ps1 -Task Quickstart

From an empty machine to messages, on a server that it starts and stops.
.EXAMPLE
./build.ps1 -Task Pester -Suite Send-GdnMessage

Runs the Pester suites of one cmdlet; wildcards are allowed. -Target pulsar or gateway runs them on a Pulsar, or on a gateway to one.
.EXAMPLE
./build.ps1 -Task Pack

Makes the packages of the libraries, and artifacts/module/GdnStreams, which is what the gallery gets. -Task Tool makes the .NET tool gdn-server,
-Task Binaries one file of it for each platform, which needs nothing installed.
.EXAMPLE
./build.ps1 -Task Console

Builds the web console from its sources, for who changes them; needs Node. -Task Pictures takes the pictures of docs/console.md; needs Chromium.
.EXAMPLE
./build.ps1 -Task Help

Makes the help of docs/en-US, which Get-Help then shows for the module of this repository. The package has it in any case.
.EXAMPLE
dotnet dnx -y powershell ./build.ps1 -Task Quickstart

The same as the first on a machine that has the .NET 10 SDK and no PowerShell 7.
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Pester', 'Pack', 'Help', 'Tool', 'Binaries', 'Console', 'Pictures', 'Quickstart')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug',

    [string] $Suite = '*',

    [ValidateSet('server', 'gateway', 'pulsar')]
    [string] $Target = 'server'
)

$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

function Step([string[]] $Arguments) {
    Write-Verbose "dotnet $Arguments"
    & dotnet @Arguments
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($Arguments[0]) failed with exit code $LASTEXITCODE." }
}

# In the pwsh that .config/dotnet-tools.json pins, and in a process of its own: one that imports the module keeps its files open.
function Pwsh([string[]] $Arguments) {
    Step 'tool', 'restore', '--verbosity', 'quiet'
    Step (@('pwsh', '-NoProfile') + $Arguments)
}

switch ($Task) {
    'Build' { Step 'build', '-c', $Configuration }
    'Test' { Step 'test', '-c', $Configuration }
    'Pester' {
        Step 'build', 'tests/GdnStreams.Cmdlets.Tests', '-c', $Configuration
        $pester = & dotnet msbuild tests/GdnStreams.Cmdlets.Tests -getProperty:PesterFolder
        Pwsh '-File', 'tests/Pester/Run.ps1', '-Pester', $pester, '-Suite', $Suite, '-Target', $Target
    }
    'Pack' {
        Step 'pack', '-c', 'Release', '-o', 'artifacts'
        Step 'build', 'src/GdnStreams.Package/Module.proj', '-t:Stage'
        'The module is in artifacts/module/GdnStreams.'
    }
    'Help' {
        Step 'build', 'src/GdnStreams.Cmdlets', '-c', $Configuration, '--verbosity', 'quiet'
        Pwsh '-File', 'src/GdnStreams.Package/Help.ps1', '-Module', 'GdnStreams.psd1'
    }
    'Tool' { Step 'build', 'src/GdnStreams.Package/Module.proj', '-t:Tool' }
    'Binaries' { Step 'build', 'src/GdnStreams.Package/Module.proj', '-t:Binaries' }
    'Console' {
        Push-Location src/GdnStreams.Console
        try {
            & npm ci --ignore-scripts --no-audit --no-fund
            if ($LASTEXITCODE -eq 0) { & npm run build }
            if ($LASTEXITCODE -ne 0) { throw "npm failed with exit code $LASTEXITCODE." }
        }
        finally { Pop-Location }
        'Commit src/GdnStreams.Console/dist with the sources: the server is built with what is there.'
    }
    'Pictures' {
        $env:GDN_PICTURES = Join-Path $PSScriptRoot 'docs/images'
        Step 'test', '--project', 'tests/GdnStreams.Console.Tests', '--', '--filter-class', '*Pictures'
    }
    'Quickstart' {
        '--- Build the module and its server'
        Step 'build', 'src/GdnStreams.Cmdlets', '-c', $Configuration, '--verbosity', 'quiet'
        Step 'build', 'src/GdnStreams.Server', '-c', $Configuration, '--verbosity', 'quiet'
        Pwsh '-File', 'docs/examples/quickstart.ps1'
    }
}
