# Writes pages as plain text of 80 columns.

# Words in lines of at most $Width columns behind an indent, the first of which may be another one.
function Format-Words([string] $Text, [string] $Indent = '', [string] $First = $Indent, [int] $Width = 80) {
    $line = $First
    $isEmpty = $true
    foreach ($word in $Text -split ' ' -ne '') {
        if (-not $isEmpty -and $line.Length + 1 + $word.Length -gt $Width) {
            $line
            $line = $Indent
            $isEmpty = $true
        }
        $line += ($isEmpty ? '' : ' ') + $word
        $isEmpty = $false
    }
    $line
}

# A table in columns, the last of which has lines of its own; where that would be too narrow, each row as a list under its first cell.
function Format-Columns($Rows, [string] $Indent) {
    $last = $Rows[0].Count - 1
    $widths = @(for ($i = 0; $i -le $last; $i++) { ($Rows | ForEach-Object { $_[$i].Length } | Measure-Object -Maximum).Maximum })
    $before = $Indent.Length
    for ($i = 0; $i -lt $last; $i++) { $before += $widths[$i] + 2 }
    if (80 - $before -ge [Math]::Min($widths[$last], 36)) {
        $rule = , @($widths | ForEach-Object { '-' * [Math]::Min($_, 80 - $before) })
        foreach ($row in , $Rows[0] + $rule + @($Rows | Select-Object -Skip 1)) {
            $first = $Indent
            for ($i = 0; $i -lt $last; $i++) { $first += $row[$i].PadRight($widths[$i] + 2) }
            Format-Words $row[$last] (' ' * $before) $first | ForEach-Object TrimEnd
        }
        return
    }
    $label = ($Rows[0] | Select-Object -Skip 1 | ForEach-Object Length | Measure-Object -Maximum).Maximum + 2
    $isFirst = $true
    foreach ($row in $Rows | Select-Object -Skip 1) {
        if (-not $isFirst) { '' }
        $isFirst = $false
        Format-Words $row[0] $Indent
        for ($i = 1; $i -le $last; $i++) { Format-Words $row[$i] ($Indent + ' ' * ($label + 4)) ($Indent + '    ' + $Rows[0][$i].PadRight($label)) }
    }
}

# Blocks with an empty line between each two; items of one list stay together.
function Format-Blocks($Blocks, [string] $Indent = '') {
    $previous = $null
    foreach ($block in $Blocks) {
        if ($previous -and -not ($previous -eq 'item' -and $block.Kind -eq 'item')) { '' }
        switch ($block.Kind) {
            heading { $Indent + $block.Text }
            text { Format-Words $block.Text $Indent }
            item { Format-Words $block.Text ($Indent + ' ' * ($block.Mark.Length + 1)) "$Indent$($block.Mark) " }
            code { $block.Text -split '\r?\n' | ForEach-Object { "$Indent    $_".TrimEnd() } }
            table { Format-Columns $block.Rows $Indent }
        }
        $previous = $block.Kind
    }
}

# A topic as Get-Help shows it. Its fifth line is what a list of topics shows.
function Format-Topic($Topic) {
    $short = $Topic.Parts['Short description']
    if ($short.Count -ne 1 -or $short[0].Text.Length -gt 76) { throw "The short description of $($Topic.Name) is more than one line of 76 columns." }
    $lines = @(
        'TOPIC'
        "    $($Topic.Name)"
        foreach ($part in $Topic.Parts.GetEnumerator()) {
            ''
            $part.Key.ToUpperInvariant()
            Format-Blocks $part.Value '    '
        }
    )
    ($lines -join "`n") + "`n"
}
