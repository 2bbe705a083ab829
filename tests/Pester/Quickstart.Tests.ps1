# Runs docs/quickstart.md as a reader would: its blocks one after the other in one new shell. A text block is what the block before it writes.
# On a Pulsar, and on a gateway to it, one line that connects stands in the place of the blocks about a server of one's own; all others are the same.
BeforeDiscovery {
    . "$PSScriptRoot/RealPulsar.ps1"
    $missing = Get-MissingPulsar -Own
    if ($missing) { Write-Warning "The quickstart runs on a server only. $missing." }
    $targets = @(@{ on = 'a server of one''s own'; blocks = 8 }) + @(if (-not $missing) { @{ on = 'a Pulsar'; blocks = 7 }; @{ on = 'a gateway'; blocks = 7 } })
}

BeforeAll {
    . "$PSScriptRoot/RealPulsar.ps1"
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    if (-not (Get-MissingPulsar -Own)) {
        $pulsar = Start-Pulsar
        $gateway = Start-Gateway $pulsar
    }
}

AfterAll {
    if ($pulsar) {
        Stop-Pulsar $gateway
        Stop-Pulsar $pulsar
    }
}

Describe 'docs/quickstart.md on <on>' -ForEach $targets {
    BeforeAll {
        $connect = switch ($on) {
            'a Pulsar' { "Connect-Gdn -Pulsar $($pulsar.Url) -Fabric _system" }
            'a gateway' { "Connect-Gdn $($gateway.Url) -ApiKey demo.development.only-for-development-on-this-machine" }
        }
        $written = [Collections.Generic.List[object]]::new()
        $script = [Text.StringBuilder]::new()
        $null = $script.AppendLine("`$ErrorActionPreference = 'Stop'; Import-Module '$root/GdnStreams.psd1'; `$blocks = [Collections.Generic.List[string]]::new(); `$null = $connect")
        $isRun = $false
        foreach ($block in (ConvertFrom-Markdown -LiteralPath "$root/docs/quickstart.md").Tokens | Where-Object { $_ -is [Markdig.Syntax.FencedCodeBlock] }) {
            switch -Exact ("$($block.Info) $($block.Arguments)".Trim()) {
                { $_ -eq 'powershell' -or ($_ -eq 'powershell local' -and -not $connect) } {
                    $null = $script.AppendLine("`$blocks.Add((. {`n$($block.Lines.ToString())`n} | Out-String).Trim())")
                    $written.Add($null)
                    $isRun = $true
                    break
                }
                'text' { if ($isRun) { $written[$written.Count - 1] = $block.Lines.ToString().Trim() }; break }
                { $_ -in 'powershell no-run', 'powershell local' } { $isRun = $false; break }
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
        @($written | Where-Object { $_ }).Count | Should -BeGreaterThan $blocks
        for ($i = 0; $i -lt $said.Count; $i++) {
            if ($written[$i]) { $said[$i] -replace "`r" | Should -Be ($written[$i] -replace "`r") -Because "block $($i + 1) says so" }
        }
    }
}
