<#
.SYNOPSIS
Makes the help of the module from docs/en-US, in the folder en-US beside its manifest, where PowerShell looks for it.
.DESCRIPTION
The words come from the pages; syntax, types, positions and pipeline input from the cmdlets themselves. A cmdlet without a page, a parameter without
words and words about a parameter that there is not are errors.
.EXAMPLE
./build.ps1 -Task Help

For the module of this repository.
#>
param(
    # The manifest of the module, whose assemblies are there.
    [Parameter(Mandatory)] [string] $Module
)

$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/Help/Pages.ps1"
. "$PSScriptRoot/Help/PlainText.ps1"
. "$PSScriptRoot/Help/Maml.ps1"

$manifest = Get-Item -LiteralPath $Module
$folder = Join-Path $manifest.DirectoryName en-US
$imported = Import-Module $manifest -PassThru
$pages = "$PSScriptRoot/../../docs/en-US"
$commands = foreach ($command in $imported.ExportedCmdlets.Values | Sort-Object Name -Culture '') { New-CommandHelp $command (Read-CommandPage "$pages/$($command.Name).md") }
$topics = foreach ($file in Get-ChildItem $pages -Filter about_*.md) { @{ Name = $file.BaseName; Text = Format-Topic (Read-Topic $file.FullName) } }

# Only what is whole takes the place of what was there.
if (Test-Path -LiteralPath $folder) { Remove-Item -LiteralPath $folder -Recurse }
$null = New-Item -ItemType Directory $folder

# Both editions of PowerShell ask for the assembly's name, whichever folder it came from.
Save-Help $commands (Join-Path $folder GdnStreams.Cmdlets.dll-Help.xml)
foreach ($topic in $topics) { [IO.File]::WriteAllText((Join-Path $folder "$($topic.Name).help.txt"), $topic.Text) }
