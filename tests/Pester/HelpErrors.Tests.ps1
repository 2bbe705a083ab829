# The tables of about_GdnStreams_Errors against the code.
BeforeDiscovery {
    . "$PSScriptRoot/../../src/GdnStreams.Package/Help/Pages.ps1"
    $tables = Read-Markdown "$PSScriptRoot/../../docs/en-US/about_GdnStreams_Errors.md" | Where-Object { $_.Kind -eq 'table' -and $_.Rows[0][0] -eq 'id' }
    $rows = $tables | ForEach-Object { $_.Rows | Select-Object -Skip 1 } | ForEach-Object { @{ Id = $_[0]; Category = $_[1]; Meaning = $_[2]; Todo = $_[3] } }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $records = [GdnStreams.Cmdlets.GdnServer].Assembly.GetType('GdnStreams.Cmdlets.ErrorRecords').GetMethod('Of', [Reflection.BindingFlags] 'Static, Public, NonPublic')
    $codes = [enum]::GetNames([GdnStreams.Protocol.GdnErrorCode])

    # Ids that are no codes: what the code gives as the last argument to a maker of errors.
    $makers = [regex] '\b(?:Of|Fail)\((?>[^()]+|\((?<open>)|\)(?<-open>))*(?(open)(?!))\)'
    $own = Get-ChildItem "$root/src/GdnStreams.Cmdlets" -Recurse -Filter *.cs | Where-Object FullName -NotMatch '[\\/](bin|obj)[\\/]' |
        ForEach-Object { $makers.Matches([IO.File]::ReadAllText($_)).Value } | ForEach-Object { if ($_ -cmatch ',[^,"]*"(?<id>[A-Z][A-Za-z]+)"(?:\s*:\s*null)?\s*\)$') { $Matches.id } } | Sort-Object -Unique
}

Describe 'about_GdnStreams_Errors' {
    It 'has every error id, once, and no other' -ForEach @{ All = $rows } {
        $own.Count | Should -BeGreaterThan 0
        $All.Id | Sort-Object | Should -Be (@($codes) + $own | ForEach-Object { "Gdn$_" } | Sort-Object)
    }

    It 'tells the truth about <Id>' -ForEach $rows {
        $Meaning | Should -Not -BeNullOrEmpty
        $code = $Id.Substring(3)
        if ($code -in $codes) {
            $record = $records.Invoke($null, @([GdnStreams.Protocol.GdnException]::new([GdnStreams.Protocol.GdnErrorCode] $code, 'It failed.'), $null, $null, $null))
            $record.FullyQualifiedErrorId | Should -Be $Id
            $Category | Should -Be $record.CategoryInfo.Category
            $Todo | Should -BeLike "$($record.ErrorDetails.RecommendedAction)*"
        }
        else {
            # Its suite has seen its category, and the code has these words.
            $Category -split ', | or ' | Where-Object { -not [enum]::IsDefined([Management.Automation.ErrorCategory], $_) } | Should -BeNullOrEmpty
            $seen = Select-String -Path "$PSScriptRoot/*.Tests.ps1" -Pattern "Assert-Failure .*$Id ([A-Z]\w+)" -AllMatches | ForEach-Object { $_.Matches.Groups[1].Value } | Sort-Object -Unique
            $seen | Should -Not -BeNullOrEmpty
            $seen | Where-Object { $_ -notin ($Category -split ', | or ') } | Should -BeNullOrEmpty
            Select-String -Path (Get-ChildItem "$root/src/GdnStreams.Cmdlets" -Recurse -Filter *.cs).FullName -Pattern $Todo -SimpleMatch | Should -Not -BeNullOrEmpty
        }
    }
}
