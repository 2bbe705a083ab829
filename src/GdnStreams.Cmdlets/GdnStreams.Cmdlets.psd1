# The part of GdnStreams that has the cmdlets. PowerShell loads the root module of a manifest before its nested ones: GdnStreams.Ahead would come too late.
@{
    RootModule        = if ($PSEdition -eq 'Core') { 'net8.0/GdnStreams.Cmdlets.dll' } else { 'netstandard2.0/GdnStreams.Cmdlets.dll' }
    ModuleVersion     = '0.1.0'
    FormatsToProcess  = 'GdnStreams.Format.ps1xml'
    TypesToProcess    = 'GdnStreams.Types.ps1xml'
    FunctionsToExport = @()
    AliasesToExport   = @()
    VariablesToExport = @()
    CmdletsToExport   = '*' # GdnStreams.psd1 says which.
}
