# Every example of docs/en-US that can run is run, those of a page one after the other in a runspace and against a server of their own.
BeforeDiscovery {
    . "$PSScriptRoot/../../src/GdnStreams.Package/Help/Pages.ps1"
    $examples = foreach ($page in Get-ChildItem "$PSScriptRoot/../../docs/en-US") {
        $number = 0
        Get-PageCode $page.FullName | ForEach-Object { @{ Page = $page.BaseName; Number = $number++; Title = $_.Title; Code = $_.Code; Expected = $_.Output; Errors = $_.Errors } }
    }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$root/src/GdnStreams.Package/Help/Pages.ps1"
    $profiles = $env:GDN_PROFILES
    $env:GDN_PROFILES = "$TestDrive/profiles.json"

    $runPage = {
        param([string] $Module, [string] $Folder, $Page)
        Set-Location $Folder
        Import-Module $Module
        $results = foreach ($code in $Page.Codes) {
            if (-not (Get-GdnServer -Here)) { $null = Start-GdnServer -InMemory }
            if (-not (Get-GdnSession -All)) { $null = Connect-Gdn -Local }
            $shell = [powershell]::Create('CurrentRunspace').AddScript($code, $true).AddCommand('Out-String').AddParameter('Width', 80)
            $clock = [Diagnostics.Stopwatch]::StartNew()
            $output = $thrown = $null
            try { $output = $shell.Invoke() -join '' } catch { $thrown = $_.Exception.InnerException.ErrorRecord ?? $_ }
            $failures = @($shell.Streams.Error) + $thrown | Where-Object { $_ }
            [pscustomobject]@{ Output = $output; Errors = @($failures | ForEach-Object { [pscustomobject]@{ Id = ($_.FullyQualifiedErrorId -split ',')[0]; Text = "$_" } }); Seconds = $clock.Elapsed.TotalSeconds }
            $shell.Dispose()
        }
        [pscustomobject]@{ Name = $Page.Name; Results = @($results) }
    }

    # Pages that set profiles share their file, and so their turn.
    $pages = Get-ChildItem "$root/docs/en-US" | ForEach-Object { [pscustomobject]@{ Name = $_.BaseName; Codes = @((Get-PageCode $_.FullName).Code) } } | Where-Object { $_.Codes }
    $shared, $own = $pages.Where({ "$($_.Codes)" -match 'GdnProfile' }, 'Split')
    $turns = @(, @($shared)) + @($own | ForEach-Object { , @($_) })
    $results = @{}
    $text = "$runPage"
    $module = "$root/GdnStreams.psd1"
    $folder = "$TestDrive"
    $turns | ForEach-Object -Parallel {
        foreach ($page in $_) { & ([scriptblock]::Create($using:text)) $using:module $using:folder $page }
    } -ThrottleLimit 4 -UseNewRunspace -TimeoutSeconds 900 | ForEach-Object { $results[$_.Name] = $_.Results }

    # Lines without the blanks behind them and without empty ones; '...' stands for anything.
    function Get-Line([string] $Of) { @(($Of -replace "`e\[[0-9;]*m") -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }) -join "`n" }
}

AfterAll { $env:GDN_PROFILES = $profiles }

Describe 'An example' {
    It '<Page>, <Title>' -ForEach $examples {
        $results.Keys | Should -Contain $Page -Because 'its page was run to its end'
        $result = $results[$Page][$Number]
        @($result.Errors | ForEach-Object Id | Sort-Object -Unique) | Should -Be @($Errors | Sort-Object) -Because "it wrote: $($result.Errors.Text -join '; ')"
        if ($Expected) { Get-Line $result.Output | Should -Match ('(?s)^' + [regex]::Escape((Get-Line $Expected)).Replace('\.\.\.', '.*?') + '$') }
    }
}
