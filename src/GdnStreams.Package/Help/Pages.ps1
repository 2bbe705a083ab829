# Reads the pages of docs/en-US. What the help could not show is an error, so that nothing is lost on the way.

# The words of inlines: code, links and emphasis without their marks.
function Get-Words($Inlines) {
    $words = foreach ($inline in $Inlines) {
        switch ($inline.GetType().Name) {
            LiteralInline { $inline.Content.ToString() }
            CodeInline { $inline.Content }
            LineBreakInline { ' ' }
            { $_ -in 'LinkInline', 'EmphasisInline' } { Get-Words $inline }
            HtmlEntityInline { $inline.Transcoded.ToString() }
            AutolinkInline { $inline.Url }
            default { throw "A $_ in '$Inlines' has no form in the help." }
        }
    }
    -join $words
}

# The links of inlines, as their words and addresses.
function Get-Link($Inlines) {
    foreach ($inline in $Inlines) { if ($inline.GetType().Name -eq 'LinkInline') { [pscustomobject]@{ Text = Get-Words $inline; Address = $inline.Url } } }
}

# A file as a flat list of what it is made of: each has a Kind (heading, text, item, code, table) and what belongs to it.
function Read-Markdown([string] $Path) {
    foreach ($block in (ConvertFrom-Markdown -LiteralPath $Path).Tokens) {
        switch ($block.GetType().Name) {
            HeadingBlock { [pscustomobject]@{ Kind = 'heading'; Level = $block.Level; Text = Get-Words $block.Inline } }
            ParagraphBlock { [pscustomobject]@{ Kind = 'text'; Text = Get-Words $block.Inline; Links = @(Get-Link $block.Inline) } }
            FencedCodeBlock { [pscustomobject]@{ Kind = 'code'; Text = $block.Lines.ToString(); Language = "$($block.Info)"; Words = @("$($block.Arguments)" -split ' ' -ne '') } }
            ListBlock { Read-List $block }
            Table { [pscustomobject]@{ Kind = 'table'; Rows = @(foreach ($row in $block) { , @(foreach ($cell in $row) { Get-Words ($cell | ForEach-Object Inline) }) }) } }
            LinkReferenceDefinitionGroup { }
            default { throw "$Path has a $_, which has no form in the help." }
        }
    }
}

function Read-List($List) {
    $number = 0
    foreach ($item in $List) {
        $number++
        if ($item.Count -ne 1 -or $item[0].GetType().Name -ne 'ParagraphBlock') { throw "The list item at line $($item.Line + 1) is more than a paragraph." }
        [pscustomobject]@{ Kind = 'item'; Mark = $List.IsOrdered ? "$number." : '-'; Text = Get-Words $item[0].Inline }
    }
}

# What stands under each heading of a level, and under '' what stands before the first. What stands under deeper headings stays with them.
function Split-Page($Blocks, [int] $Level) {
    $parts = [ordered]@{}
    $title = ''
    foreach ($block in $Blocks) {
        if ($block.Kind -eq 'heading' -and $block.Level -eq $Level) {
            $title = $block.Text
            if ($parts.Contains($title)) { throw "Two parts are called '$title'." }
            $parts[$title] = @()
        }
        else { $parts[$title] = @($parts[$title] | Where-Object { $null -ne $_ }) + $block }
    }
    $parts
}

# The page's own name, which is its first heading and the file's.
function Read-Titled([string] $Path) {
    $title, $blocks = Read-Markdown $Path
    if ($title.Kind -ne 'heading' -or $title.Level -ne 1 -or $title.Text -ne (Split-Path $Path -LeafBase)) { throw "$Path begins with another heading than its name." }
    $blocks
}

# The page of a cmdlet: synopsis, description, examples, parameters, inputs, outputs, notes, related.
function Read-CommandPage([string] $Path) {
    $parts = Split-Page (Read-Titled $Path) 2
    $known = '', 'Description', 'Examples', 'Parameters', 'Inputs', 'Outputs', 'Notes', 'Related'
    $wrong = @($parts.Keys | Where-Object { $_ -cnotin $known }) + @($known | Where-Object { $_ -notin @($parts.Keys) + 'Notes' })
    if ($wrong) { throw "$Path has these parts too many or too few: $($wrong -join ', ')." }
    if ($parts[''].Count -ne 1 -or $parts[''][0].Kind -ne 'text') { throw "$Path has no synopsis of one paragraph." }
    $examples = Split-Page $parts['Examples'] 3
    $parameters = Split-Page $parts['Parameters'] 3
    if ($examples.Contains('') -or $parameters.Contains('')) { throw "$Path has words before the first of its examples or parameters." }
    [pscustomobject]@{
        Name = Split-Path $Path -LeafBase
        Synopsis = $parts[''][0].Text
        Description = $parts['Description']
        Examples = @($examples.GetEnumerator() | ForEach-Object { [pscustomobject]@{ Title = $_.Key; Blocks = @($_.Value) } })
        Parameters = $parameters
        Inputs = $parts['Inputs']
        Outputs = $parts['Outputs']
        Notes = @($parts['Notes'] | Where-Object { $null -ne $_ })
        Related = @($parts['Related'] | ForEach-Object Links)
    }
}

# The page of a topic: a name, and parts whose first two are its descriptions.
function Read-Topic([string] $Path) {
    $parts = Split-Page (Read-Titled $Path) 2
    if ((@($parts.Keys)[0, 1] -join ', ') -cne 'Short description, Long description') { throw "$Path does not begin with its short and its long description." }
    [pscustomobject]@{ Name = Split-Path $Path -LeafBase; Parts = $parts }
}

# The runnable code of a page, with what it is to write: the block ```text behind it, and the error ids that its fence names.
function Get-PageCode([string] $Path) {
    $blocks = @(Read-Markdown $Path)
    $title = ''
    for ($i = 0; $i -lt $blocks.Count; $i++) {
        $block = $blocks[$i]
        if ($block.Kind -eq 'heading') { $title = $block.Text }
        if ($block.Kind -eq 'code' -and $block.Language -eq 'powershell' -and 'no-run' -notin $block.Words) {
            $next = $i + 1 -lt $blocks.Count ? $blocks[$i + 1] : $null
            [pscustomobject]@{
                Title = $title
                Code = $block.Text
                Errors = $block.Words
                Output = $next.Kind -eq 'code' -and $next.Language -eq 'text' ? $next.Text : $null
            }
        }
    }
}
