# Runs docs/quickstart.md as a reader would: its blocks one after the other in one new shell. A text block is what the block before it writes.
Describe 'docs/quickstart.md' {
    BeforeAll {
        $root = (Resolve-Path "$PSScriptRoot/../..").Path
        $blocks = (ConvertFrom-Markdown -LiteralPath "$root/docs/quickstart.md").Tokens | Where-Object { $_ -is [Markdig.Syntax.FencedCodeBlock] }
        $written = [Collections.Generic.List[object]]::new()
        $script = [Text.StringBuilder]::new()
        $null = $script.AppendLine("`$ErrorActionPreference = 'Stop'; Import-Module '$root/GdnStreams.psd1'; `$blocks = [Collections.Generic.List[string]]::new()")
        foreach ($block in $blocks) {
            switch ("$($block.Info) $($block.Arguments)".Trim()) {
                'powershell' {
                    $null = $script.AppendLine("`$blocks.Add((. {`n$($block.Lines.ToString())`n} | Out-String).Trim())")
                    $written.Add($null)
                }
                'text' { $written[$written.Count - 1] = $block.Lines.ToString().Trim() }
                'powershell no-run' { }
                default { throw "A block of quickstart.md is marked '$_'." }
            }
        }

        $null = $script.AppendLine('ConvertTo-Json $blocks')
        $file = "$TestDrive/quickstart.ps1"
        Set-Content -LiteralPath $file $script
        $output = & pwsh -NoProfile -File $file 2>&1
    }

    It 'runs to its end without an error' {
        $output | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | Should -BeNullOrEmpty
        { $output | ConvertFrom-Json } | Should -Not -Throw
    }

    It 'writes what it says' {
        $said = @($output | ConvertFrom-Json)
        $said.Count | Should -Be $written.Count
        @($written | Where-Object { $_ }).Count | Should -BeGreaterThan 8
        for ($i = 0; $i -lt $said.Count; $i++) {
            if ($written[$i]) { $said[$i] -replace "`r" | Should -Be ($written[$i] -replace "`r") -Because "block $($i + 1) says so" }
        }
    }
}
