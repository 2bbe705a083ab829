BeforeDiscovery {
    $needSession = @(
        'Get-GdnStream', 'New-GdnStream x', 'Remove-GdnStream x -Confirm:$false', '"x" | Send-GdnMessage x'
        'Receive-GdnMessage x s', 'Read-GdnMessage x', 'Confirm-GdnMessage x s y', 'Deny-GdnMessage x s y', 'Get-GdnSubscription x', 'Remove-GdnSubscription x s -Confirm:$false', 'Get-GdnFabric'
        'New-GdnFabric x', 'Remove-GdnFabric x -Force', 'Get-GdnTenant', 'Get-GdnRegion', 'Get-GdnUser', 'New-GdnUser -Email a@b -Password x', 'Set-GdnUser x -DisplayName y', 'Remove-GdnUser x -Force'
        'Get-GdnApiKey', 'New-GdnApiKey x', 'Remove-GdnApiKey x -Force', 'Get-GdnPermission x', 'Set-GdnPermission x None', 'Remove-GdnPermission x -Force'
        'Test-GdnStream x', 'Clear-GdnStream x -Force', 'Stop-GdnStream x -Force', 'Compress-GdnStream x', 'Get-GdnStreamStatistic', 'Watch-GdnStream', 'Get-GdnStreamPolicy x', 'Set-GdnStreamPolicy x -Reset'
        'Copy-GdnMessage x y', 'Move-GdnMessage x', 'Export-GdnMessage x y', 'Import-GdnMessage x y'
        'Test-Gdn', 'New-GdnSubscription x s', 'Clear-GdnSubscription x s -Force', 'Skip-GdnSubscription x s 1 -Force', 'Reset-GdnSubscription x s Latest -Force'
        'Get-GdnPush', 'New-GdnPush x s https://example.com', 'Set-GdnPush x s -MaxAttempts 1', 'Remove-GdnPush x s -Force', 'Test-GdnPush x s'
        'Invoke-GdnHandler x s { }', '"x" | Invoke-GdnRequest x', 'Register-GdnMessageEvent x s', 'Measure-GdnPublish', 'Measure-GdnDelivery'
    )
}

BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'The module' {
    It 'has a valid manifest' {
        (Test-ModuleManifest "$root/GdnStreams.psd1").Name | Should -Be 'GdnStreams'
    }

    It 'tells a gallery what it is' {
        $manifest = Test-ModuleManifest "$root/GdnStreams.psd1"
        'Description', 'Author', 'Tags', 'LicenseUri', 'ReleaseNotes' | ForEach-Object { $manifest.$_ | Should -Not -BeNullOrEmpty }
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

    It 'has a suite that uses every parameter of every cmdlet' {
        # A parameter is used where a command binds it, by name or place, where it is a key of what the cmdlet's own suite splats or pipes, or named in a script's text.
        $used = @{}
        foreach ($file in Get-ChildItem "$PSScriptRoot/*.Tests.ps1") {
            $tree = [Management.Automation.Language.Parser]::ParseFile($file.FullName, [ref] $null, [ref] $null)
            foreach ($call in $tree.FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true)) {
                $name = $call.GetCommandName()
                if ($name -like '*-Gdn*') {
                    [Management.Automation.Language.StaticParameterBinder]::BindCommand($call).BoundParameters.Keys | ForEach-Object { $used["$name $_"] = $true }
                }
            }

            foreach ($text in $tree.FindAll({ $args[0] -is [Management.Automation.Language.StringConstantExpressionAst] }, $true).Value) {
                foreach ($call in [regex]::Matches($text, '(\w+-Gdn\w+)([^|;{}]*)')) {
                    [regex]::Matches($call.Groups[2].Value, '-(\w+)') | ForEach-Object { $used["$($call.Groups[1].Value) $($_.Groups[1].Value)"] = $true }
                }
            }

            $own = $file.Name -replace '\.Tests\.ps1$'
            foreach ($table in $tree.FindAll({ $args[0] -is [Management.Automation.Language.HashtableAst] }, $true)) {
                $table.KeyValuePairs.Item1.Value | ForEach-Object { $used["$own $_"] = $true }
            }
        }

        # -Session is the same of all, and tried with all of them below.
        $common = @('Session') + [Management.Automation.Cmdlet]::CommonParameters + [Management.Automation.Cmdlet]::OptionalCommonParameters
        $unused = foreach ($command in Get-Command -Module GdnStreams) {
            foreach ($parameter in $command.Parameters.Values | Where-Object { $_.Name -notin $common }) {
                # What only comes by the pipeline is bound by no word.
                $isPiped = $parameter.ParameterSets.Values.ValueFromPipeline -contains $true
                if (-not $isPiped -and -not ($parameter.Name, $parameter.Aliases | ForEach-Object { $_ } | Where-Object { $used["$($command.Name) $_"] })) { "$($command.Name) -$($parameter.Name)" }
            }
        }
        $unused | Should -BeNullOrEmpty
    }

    It 'has a suite that sees every error id' {
        $suites = (Get-ChildItem "$PSScriptRoot/*.Tests.ps1" -Exclude HelpErrors.Tests.ps1 | Get-Content -Raw) -join "`n"
        [enum]::GetNames([GdnStreams.Protocol.GdnErrorCode]) | Where-Object { $suites -notmatch "\bGdn$_\b" } | Should -BeNullOrEmpty
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
            'Clear-GdnStream', 'Clear-GdnSubscription', 'Remove-GdnApiKey', 'Remove-GdnFabric', 'Remove-GdnPermission', 'Remove-GdnProfile', 'Remove-GdnPush', 'Remove-GdnStream', 'Remove-GdnSubscription', 'Remove-GdnUser'
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

    It 'has a wide view of each of them' {
        $wide = Get-FormatData -TypeName GdnStreams.* | Where-Object { $_.FormatViewDefinition.Control.ForEach({ $_ -is [Management.Automation.WideControl] }) -contains $true } | ForEach-Object { $_.TypeNames }
        $types = (Get-Command -Module GdnStreams).OutputType.Type | Where-Object { $_.FullName -like 'GdnStreams*' -and -not $_.IsAbstract } | Sort-Object FullName -Unique
        $types.FullName | Where-Object { $_ -notin $wide -and ($_ -as [type]).BaseType.FullName -notin $wide } | Should -BeNullOrEmpty
    }

    It 'says without a session what to do: <_>' -ForEach $needSession {
        $shell = [powershell]::Create().AddScript("param(`$module) Import-Module `$module; $_").AddArgument((Get-Module GdnStreams).Path)
        try { $null = $shell.Invoke(); $failure = @($shell.Streams.Error) } catch { $failure = @($_.Exception.InnerException.ErrorRecord) } finally { $shell.Dispose() }
        Assert-Failure $failure GdnClosed InvalidOperation 'There is no session'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Connect-Gdn*'
    }

    It 'works in the session that -Session names: <_>' -ForEach $needSession {
        # In one that is disconnected nothing works, though the current one is open.
        $closed = Connect-Gdn $server.Url $demo
        Disconnect-Gdn $closed
        $shell = [powershell]::Create().AddScript("param(`$module, `$current, `$session) Import-Module `$module; Select-GdnSession `$current; $_ -Session `$session").
            AddArgument((Get-Module GdnStreams).Path).AddArgument((Get-GdnSession)).AddArgument($closed)
        try { $null = $shell.Invoke(); $failure = @($shell.Streams.Error) } catch { $failure = @($_.Exception.InnerException.ErrorRecord) } finally { $shell.Dispose() }
        Assert-Failure $failure GdnClosed InvalidOperation 'is disconnected'
    }

    It 'works in the session that is the default of every -Session' -ForEach @{ lines = $needSession } {
        $with = (Get-Command -Module GdnStreams | Where-Object { $_.Parameters.ContainsKey('Session') }).Name
        $tried = $lines | ForEach-Object { [regex]::Match($_, '\w+-Gdn\w*').Value }
        $with | Where-Object { $_ -notin $tried } | Sort-Object | Should -Be 'Disconnect-Gdn', 'Select-GdnSession'
        $closed = Connect-Gdn $server.Url $demo
        Disconnect-Gdn $closed
        $open = Connect-Gdn $server.Url $demo
        $shell = [powershell]::Create().AddScript({
                param($module, $current, $closed, $open, $lines)
                Import-Module $module
                Select-GdnSession $current
                $global:PSDefaultParameterValues['*-Gdn*:Session'] = $closed
                foreach ($line in $lines) {
                    $said = try { & ([scriptblock]::Create($line)) 2>&1 } catch { $_ }
                    if ("$($said.FullyQualifiedErrorId)" -notlike 'GdnClosed,*' -or "$said" -notlike '*is disconnected*') { "$line`: $said" }
                }

                # An argument counts more, also of those that take sessions from the pipeline, and who has no -Session goes on as before.
                (Get-GdnTenant -Session $open).Name
                (Test-Gdn -Session $open).IsHealthy
                Select-GdnSession $current
                $null = Get-GdnServer -Here
                $null = Get-GdnProfile
                (Get-GdnSession).IsClosed
                Disconnect-Gdn $open
                $open.IsClosed
            }).AddArgument((Get-Module GdnStreams).Path).AddArgument((Get-GdnSession)).AddArgument($closed).AddArgument($open).AddArgument($lines)
        try {
            $shell.Invoke() | Should -Be 'demo', $true, $false, $true
            $shell.Streams.Error | Should -BeNullOrEmpty
            $shell.Streams.Warning | Should -BeNullOrEmpty
        }
        finally { $shell.Dispose() }
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
