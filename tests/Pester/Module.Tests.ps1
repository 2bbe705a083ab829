BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'The module' {
    It 'has a valid manifest' {
        (Test-ModuleManifest "$root/GdnStreams.psd1").Name | Should -Be 'GdnStreams'
    }

    It 'exports what its manifest names' {
        (Get-Command -Module GdnStreams).Name | Sort-Object | Should -Be ((Test-ModuleManifest "$root/GdnStreams.psd1").ExportedCmdlets.Keys | Sort-Object)
    }

    It 'has a suite for every cmdlet' {
        (Get-Command -Module GdnStreams).Name | Where-Object { -not (Test-Path "$PSScriptRoot/$_.Tests.ps1") } | Should -BeNullOrEmpty
    }

    It 'exports approved verbs and singular Gdn nouns' {
        $commands = Get-Command -Module GdnStreams
        $commands.Verb | Where-Object { $_ -notin (Get-Verb).Verb } | Should -BeNullOrEmpty
        $commands.Noun | Where-Object { $_ -cnotlike 'Gdn*' -or $_ -like '*s' } | Should -BeNullOrEmpty
    }

    It 'says what its cmdlets write' {
        Get-Command -Module GdnStreams -Verb Get, New, Start, Connect, Receive, Send | Where-Object { -not $_.OutputType } | Should -BeNullOrEmpty
    }

    It 'says without a session what to do: <_>' -ForEach @(
        'Get-GdnStream', 'New-GdnStream x', 'Remove-GdnStream x -Confirm:$false', '"x" | Send-GdnMessage x'
        'Receive-GdnMessage x s', 'Get-GdnSubscription x', 'Remove-GdnSubscription x s -Confirm:$false', 'Get-GdnFabric'
    ) {
        $shell = [powershell]::Create().AddScript("param(`$module) Import-Module `$module; $_").AddArgument((Get-Module GdnStreams).Path)
        try { $null = $shell.Invoke(); $failure = @($shell.Streams.Error) } catch { $failure = @($_.Exception.InnerException.ErrorRecord) } finally { $shell.Dispose() }
        Assert-Failure $failure GdnClosed InvalidOperation 'There is no session'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Connect-Gdn*'
    }

    It 'shows an error with what to do about it' {
        $text = Get-Failure { Get-GdnStream nowhere } | Out-String
        $text | Should -BeLike '*There is no stream ''nowhere''*'
    }
}
