# How long the import of a module takes, in milliseconds: pwsh -File import.ps1 MODULE
# Where there is no such module yet, it is made: a binary module with one cmdlet and nothing else.
param([string] $Module)
$ErrorActionPreference = 'Stop'

# No cmdlet may run before: PowerShell would import the module that it is from, and the next import takes a fifth.
if (-not [IO.File]::Exists($Module)) {
    $library = [IO.Path]::ChangeExtension($Module, 'dll')
    $null = New-Item -ItemType Directory (Split-Path $Module) -Force
    Add-Type -OutputAssembly $library -TypeDefinition 'using System.Management.Automation; [Cmdlet("Get", "Nothing")] public class GetNothing : PSCmdlet { }'
    New-ModuleManifest $Module -RootModule (Split-Path $library -Leaf) -CmdletsToExport Get-Nothing -FunctionsToExport @() -AliasesToExport @() -VariablesToExport @()
}

$clock = [Diagnostics.Stopwatch]::StartNew()
Import-Module $Module
[Console]::Out.WriteLine((ConvertTo-Json $clock.Elapsed.TotalMilliseconds))
