# Writes the help of cmdlets in PowerShell's own form of it, MAML.

$namespaces = @{
    ''      = [Xml.Linq.XNamespace] 'http://msh'
    maml    = [Xml.Linq.XNamespace] 'http://schemas.microsoft.com/maml/2004/10'
    command = [Xml.Linq.XNamespace] 'http://schemas.microsoft.com/maml/dev/command/2004/10'
    dev     = [Xml.Linq.XNamespace] 'http://schemas.microsoft.com/maml/dev/2004/10'
}

# An element, such as maml:para, with text, elements and attributes.
function New-Element([string] $Name, [object[]] $Content) {
    $prefix, $local = $Name -split ':'
    [Xml.Linq.XElement]::new($namespaces[$prefix].GetName($local), [object[]] @($Content))
}

function New-Attribute([string] $Name, [string] $Value) { [Xml.Linq.XAttribute]::new([Xml.Linq.XName] $Name, $Value) }

# Paragraphs, whose lines PowerShell breaks itself; what has lines of its own keeps them.
function New-Paragraphs($Blocks) {
    foreach ($block in $Blocks) {
        $text = switch ($block.Kind) {
            text { $block.Text }
            item { "$($block.Mark) $($block.Text)" }
            default { (Format-Blocks $block) -join "`n" }
        }
        New-Element maml:para $text
    }
}

# A type as PowerShell's users know it.
function Get-TypeWord([type] $Type) { ([Nullable]::GetUnderlyingType($Type) ?? $Type).Name }

# The values of an enumeration or of a closed set; none of other types.
function Get-AllowedValue($Parameter) {
    $type = [Nullable]::GetUnderlyingType($Parameter.ParameterType) ?? $Parameter.ParameterType
    if ($type.IsEnum) { [enum]::GetNames($type) }
    $Parameter.Attributes | Where-Object { $_ -is [ValidateSet] } | ForEach-Object ValidValues
}

# What the page calls the default: 'Default: X.' or 'X (default)'.
function Get-Default($Parameter, [string] $Words) {
    if ($Parameter.ParameterType -eq [switch]) { 'False' }
    elseif ($Words -match 'Default(?: [^.:]+)?: (.+?)\.(?:\s|$)') { $Matches[1] }
    elseif ($Words -match '(\S+) \(default\)') { $Matches[1] }
    else { 'None' }
}

function Get-ParameterBlocks($Parameter, $Page) {
    switch ($Parameter.Name) {
        WhatIf { [pscustomobject]@{ Kind = 'text'; Text = 'Shows what would be done, and does nothing.' } }
        Confirm { [pscustomobject]@{ Kind = 'text'; Text = 'Asks before anything is done. -Confirm:$false does not ask.' } }
        default { $Page.Parameters["-$_"] }
    }
}

# A parameter as it is in one parameter set.
function New-ParameterHelp($Parameter, $Page) {
    $blocks = @(Get-ParameterBlocks $Parameter $Page)
    $ways = @(if ($Parameter.ValueFromPipeline) { 'ByValue' }; if ($Parameter.ValueFromPipelineByPropertyName) { 'ByPropertyName' })
    $content = @(
        New-Attribute required $Parameter.IsMandatory.ToString().ToLowerInvariant()
        New-Attribute variableLength $Parameter.ParameterType.IsArray.ToString().ToLowerInvariant()
        New-Attribute globbing (@($Parameter.Attributes | Where-Object { $_ -is [SupportsWildcards] }).Count -gt 0).ToString().ToLowerInvariant()
        New-Attribute pipelineInput ($ways ? "True ($($ways -join ', '))" : 'False')
        New-Attribute position ($Parameter.Position -ge 0 ? "$($Parameter.Position)" : 'named')
        New-Attribute aliases ($Parameter.Aliases ? $Parameter.Aliases -join ', ' : 'none')
        New-Element maml:name $Parameter.Name
        New-Element maml:description (New-Paragraphs $blocks)
        $values = @(Get-AllowedValue $Parameter)
        if ($values) { New-Element command:parameterValueGroup ($values | ForEach-Object { New-Element command:parameterValue @($_, (New-Attribute required false)) }) }
        if ($Parameter.ParameterType -ne [switch]) { New-Element command:parameterValue @((Get-TypeWord $Parameter.ParameterType), (New-Attribute required true), (New-Attribute variableLength false)) }
        New-Element dev:type (New-Element maml:name (Get-TypeWord $Parameter.ParameterType))
        New-Element dev:defaultValue (Get-Default $Parameter ($blocks.Text -join ' '))
    )
    New-Element command:parameter $content
}

# The parameters of a set, without those that every cmdlet has: by position, then those that must be given, then as the cmdlet has them.
function Get-SetParameter($Set) {
    $Set.Parameters | Where-Object { $_.Name -notin [Management.Automation.PSCmdlet]::CommonParameters } |
        Sort-Object -Stable { $_.Position -ge 0 ? $_.Position : [int]::MaxValue }, { -not $_.IsMandatory }, { $_.Name -in [Management.Automation.PSCmdlet]::OptionalCommonParameters }
}

# '`Type`: words' as a type with a description, perhaps behind or before another sentence; words about no type have one of their own.
function New-TypeHelp([string] $Name, $Blocks) {
    foreach ($block in $Blocks) {
        $types, $words = if ($block.Text -cmatch '^(?<before>.*\. |)(?<types>\w+(?:\.\w+)+(?:\[\])?(?: or \w+(?:\.\w+)+)*): (?<words>.+)$') {
            @($Matches.types -split ' or '), "$($Matches.words) $($Matches.before)".TrimEnd()
        }
        elseif ($block.Text -cmatch '^None\b') { @('None'), ($block.Text -creplace '^None\.$') }
        else { @('System.Object'), $block.Text }
        $words = $words ? $words.Substring(0, 1).ToUpperInvariant() + $words.Substring(1) : ''
        foreach ($type in $types) { New-Element $Name @((New-Element dev:type (New-Element maml:name $type)), (New-Element maml:description (New-Element maml:para $words))) }
    }
}

# Words, the first code with the output that the page shows, and what stands behind it.
function New-ExampleHelp($Example, [int] $Number) {
    $blocks = @($Example.Blocks)
    $at = [array]::IndexOf(@($blocks.Kind), 'code')
    if ($at -lt 0) { throw "The example '$($Example.Title)' has no code." }
    $next = $at + 1
    $text = $blocks[$at].Text
    if ($next -lt $blocks.Count -and $blocks[$next].Kind -eq 'code' -and $blocks[$next].Language -eq 'text') {
        $text += "`n`n$($blocks[$next].Text)"
        $next++
    }
    New-Element command:example @(
        New-Element maml:title "--- Example ${Number}: $($Example.Title) ---"
        if ($at) { New-Element maml:introduction (New-Paragraphs $blocks[0..($at - 1)]) }
        New-Element dev:code $text
        New-Element dev:remarks (@(New-Paragraphs ($blocks | Select-Object -Skip $next)) + (New-Element maml:para ''))     # The empty one keeps the next title apart.
    )
}

# The help of a cmdlet. Its parameters and those of the page must be the same.
function New-CommandHelp([Management.Automation.CmdletInfo] $Command, $Page) {
    $all = [ordered]@{}
    foreach ($set in $Command.ParameterSets) { foreach ($parameter in Get-SetParameter $set) { if (-not $all.Contains($parameter.Name)) { $all[$parameter.Name] = $parameter } } }
    $own = @($all.Keys | Where-Object { $_ -notin [Management.Automation.PSCmdlet]::OptionalCommonParameters } | ForEach-Object { "-$_" })
    $wrong = @(Compare-Object $own @($Page.Parameters.Keys) -CaseSensitive | ForEach-Object { "$($_.InputObject) $($_.SideIndicator -eq '<=' ? 'has no words' : 'is no parameter')" })
    if ($wrong) { throw "$($Page.Name).md: $($wrong -join '; ')." }

    $number = 0
    New-Element command:command @(
        New-Element command:details @(
            New-Element command:name $Command.Name
            New-Element command:verb $Command.Verb
            New-Element command:noun $Command.Noun
            New-Element maml:description (New-Element maml:para $Page.Synopsis)
        )
        New-Element maml:description (New-Paragraphs $Page.Description)
        New-Element command:syntax ($Command.ParameterSets | ForEach-Object {
                New-Element command:syntaxItem (@(New-Element maml:name $Command.Name) + @(Get-SetParameter $_ | ForEach-Object { New-ParameterHelp $_ $Page }))
            })
        New-Element command:parameters (@($Page.Parameters.Keys | ForEach-Object TrimStart '-') + @($all.Keys) | Select-Object -Unique | ForEach-Object { New-ParameterHelp $all[$_] $Page })
        New-Element command:inputTypes (New-TypeHelp command:inputType $Page.Inputs)
        New-Element command:returnValues (New-TypeHelp command:returnValue $Page.Outputs)
        if ($Page.Notes) { New-Element maml:alertSet (New-Element maml:alert (New-Paragraphs $Page.Notes)) }
        New-Element command:examples ($Page.Examples | ForEach-Object { $number++; New-ExampleHelp $_ $number })
        New-Element command:relatedLinks ($Page.Related | ForEach-Object { New-Element maml:navigationLink (New-Element maml:linkText $_.Text) })
    )
}

function Save-Help($Commands, [string] $Path) {
    $all = New-Element ':helpItems' (@(New-Attribute schema maml) + $Commands)
    $namespaces.Keys | Where-Object { $_ } | ForEach-Object { $all.Add([Xml.Linq.XAttribute]::new([Xml.Linq.XNamespace]::Xmlns.GetName($_), $namespaces[$_].NamespaceName)) }
    $settings = [Xml.XmlWriterSettings]@{ Indent = $true; NewLineChars = "`n"; Encoding = [Text.UTF8Encoding]::new($false) }
    $writer = [Xml.XmlWriter]::Create($Path, $settings)
    try { $all.Save($writer) } finally { $writer.Dispose() }
}
