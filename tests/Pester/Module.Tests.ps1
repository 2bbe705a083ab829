BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'The module' {
    It 'has a valid manifest' {
        (Test-ModuleManifest "$root/GdnStreams.psd1").Name | Should -Be 'GdnStreams'
    }

    It 'exports what its manifest names' {
        (Get-Command -Module GdnStreams).Name | Sort-Object | Should -Be ((Test-ModuleManifest "$root/GdnStreams.psd1").ExportedCmdlets.Keys | Sort-Object)
    }

    It 'exports every cmdlet of its assembly' {
        $types = (Get-Command Connect-Gdn).ImplementingType.Assembly.GetExportedTypes() | ForEach-Object { $_.GetCustomAttributes([Management.Automation.CmdletAttribute], $false) }
        $types | ForEach-Object { "$($_.VerbName)-$($_.NounName)" } | Sort-Object | Should -Be ((Get-Command -Module GdnStreams).Name | Sort-Object)
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
        Get-Command -Module GdnStreams | Where-Object { -not $_.OutputType } | Should -BeNullOrEmpty
    }

    It 'asks before what cannot be taken back, but not with -Force' {
        $risky = Get-Command -Module GdnStreams | Where-Object { $_.ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false).ConfirmImpact -eq 'High' }
        $risky.Name | Sort-Object | Should -Be @(
            'Clear-GdnStream', 'Clear-GdnSubscription', 'Remove-GdnApiKey', 'Remove-GdnFabric', 'Remove-GdnPush', 'Remove-GdnStream', 'Remove-GdnSubscription', 'Remove-GdnUser'
            'Reset-GdnSubscription', 'Restore-GdnServer', 'Skip-GdnSubscription', 'Stop-GdnStream')
        $risky | Where-Object { -not $_.Parameters.ContainsKey('Force') } | Should -BeNullOrEmpty
    }

    It 'says what would happen before it changes anything' {
        Get-Command -Module GdnStreams -Verb New, Set, Remove, Clear, Reset, Skip, Stop, Start, Compress, Disconnect, Send, Copy, Move, Export, Import, Deny | Where-Object { -not $_.Parameters.ContainsKey('WhatIf') } | Should -BeNullOrEmpty
    }

    It 'has a view for every type of its own that it writes' {
        $types = (Get-Command -Module GdnStreams).OutputType.Type | Where-Object { $_.FullName -like 'GdnStreams*' } | Sort-Object FullName -Unique
        $viewed = (Get-FormatData -TypeName GdnStreams.*).TypeNames
        $types | Where-Object { $type = $_; $names = @(); while ($type) { $names += $type.FullName; $type = $type.BaseType }; -not ($names | Where-Object { $_ -in $viewed }) } | Should -BeNullOrEmpty
    }

    It 'says without a session what to do: <_>' -ForEach @(
        'Get-GdnStream', 'New-GdnStream x', 'Remove-GdnStream x -Confirm:$false', '"x" | Send-GdnMessage x'
        'Receive-GdnMessage x s', 'Read-GdnMessage x', 'Confirm-GdnMessage x s y', 'Deny-GdnMessage x s y', 'Get-GdnSubscription x', 'Remove-GdnSubscription x s -Confirm:$false', 'Get-GdnFabric'
        'New-GdnFabric x', 'Remove-GdnFabric x -Force', 'Get-GdnTenant', 'Get-GdnRegion', 'Get-GdnUser', 'New-GdnUser -Email a@b -Password x', 'Set-GdnUser x -DisplayName y', 'Remove-GdnUser x -Force'
        'Get-GdnApiKey', 'New-GdnApiKey x', 'Remove-GdnApiKey x -Force', 'Get-GdnPermission x', 'Set-GdnPermission x None', 'Remove-GdnPermission x'
        'Test-GdnStream x', 'Clear-GdnStream x -Force', 'Stop-GdnStream x -Force', 'Compress-GdnStream x', 'Get-GdnStreamStatistic', 'Watch-GdnStream', 'Get-GdnStreamPolicy x', 'Set-GdnStreamPolicy x -Reset'
        'Copy-GdnMessage x y', 'Move-GdnMessage x', 'Export-GdnMessage x y', 'Import-GdnMessage x y'
        'Test-Gdn', 'New-GdnSubscription x s', 'Clear-GdnSubscription x s -Force', 'Skip-GdnSubscription x s 1 -Force', 'Reset-GdnSubscription x s Latest -Force'
        'Get-GdnPush', 'New-GdnPush x s https://example.com', 'Set-GdnPush x s -MaxAttempts 1', 'Remove-GdnPush x s -Force', 'Test-GdnPush x s'
        'Invoke-GdnHandler x s { }', '"x" | Invoke-GdnRequest x', 'Register-GdnMessageEvent x s', 'Measure-GdnPublish', 'Measure-GdnDelivery'
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

    It 'shows <Bytes> bytes as <Text>' -ForEach @(
        @{ Bytes = $null; Text = $null }, @{ Bytes = 0; Text = '0 B' }, @{ Bytes = 1023; Text = '1023 B' }, @{ Bytes = 1536; Text = '{0:0.#} KiB' -f 1.5 }
        @{ Bytes = 5MB; Text = '5 MiB' }, @{ Bytes = 3GB; Text = '3 GiB' }, @{ Bytes = 2048TB; Text = '2048 TiB' }
    ) {
        [GdnStreams.Cmdlets.DisplayText]::Size($Bytes) | Should -Be $Text
    }
}
