# Names complete from what the server knows, soon, and without a prompt or an error.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    function Get-Completion([string] $Line) { (TabExpansion2 $Line).CompletionMatches.CompletionText }
}

Describe 'Completion' {
    BeforeAll {
        $name = New-Name
        $null = New-GdnStream "$name-a", "$name-b"
        $null = New-GdnStream "$name-l" -Scope Local
        $null = New-GdnSubscription "$name-a" one, 'two words', "it's"
    }

    It 'knows streams, with the prefix of a scope that is not given: <line>' -ForEach @(
        @{ line = { "Get-GdnStream $name" }; found = { "$name-a", "$name-b" } }
        @{ line = { "Send-GdnMessage $name" }; found = { "$name-a", "$name-b" } }
        @{ line = { "Receive-GdnMessage -Stream $name" }; found = { "$name-a", "$name-b" } }
        @{ line = { "Read-GdnMessage $name" }; found = { "$name-a", "$name-b" } }
        @{ line = { "Receive-GdnMessage x s -DeadLetterStream $name" }; found = { "$name-a", "$name-b" } }
        @{ line = { "Remove-GdnStream -Scope Local $name" }; found = { "$name-l" } }
        @{ line = { "Get-GdnSubscription c8locals.$name" }; found = { "c8locals.$name-l" } }
    ) {
        Get-Completion (& $line) | Sort-Object | Should -Be (& $found)
    }

    It 'knows the subscriptions of the stream, and quotes what needs it' {
        Get-Completion "Receive-GdnMessage $name-a " | Sort-Object | Should -Be "'it''s'", "'two words'", 'one'
        Get-Completion "Read-GdnMessage $name-a -Subscription o" | Should -Be 'one'
        Get-Completion "Confirm-GdnMessage -Stream $name-a -Subscription o" | Should -Be 'one'
        Get-Completion "Clear-GdnSubscription -Stream $name-a -Name o" | Should -Be 'one'
        Get-Completion "Get-GdnSubscription c8globals.$name-a tw" | Should -Be "'two words'"
    }

    It 'knows users, keys, fabrics, regions, sessions, places and profiles' {
        $env:GDN_PROFILES = "$TestDrive/profiles.json"
        Set-GdnProfile 'my shop' https://example.com
        Get-Completion 'Set-GdnUser ro' | Should -Be 'root'
        Get-Completion 'Remove-GdnApiKey dev' | Should -Be 'development'
        Get-Completion 'Get-GdnPermission root -Fabric _s' | Should -Be '_system'
        Get-Completion 'Get-GdnRegion ' | Should -Contain (Get-GdnRegion -Local).Name
        Get-Completion 'Select-GdnSession ' | Should -Contain '(Get-GdnSession -All)[0]'
        Get-Completion 'Read-GdnMessage a -From e' | Should -Be 'Earliest'
        Get-Completion 'Reset-GdnSubscription a b e' | Should -Be 'Earliest'
        Get-Completion 'Connect-Gdn -Profile m' | Should -Be "'my shop'"
        $env:GDN_PROFILES = $null
    }

    It 'asks the server once in a while' {
        $own = Connect-Target # Nothing was completed in it before.
        Get-Completion "Get-GdnFabric _s" | Should -Be '_system'
        $fabric = New-GdnFabric (New-Name)
        $typed = $fabric.Name.Substring(0, 20)
        Get-Completion "Get-GdnFabric $typed" | Should -Be $typed
        Remove-GdnFabric $fabric.Name -Force
        Disconnect-Gdn $own
    }

    It 'gives nothing, soon and without an error: <what>' -ForEach @(
        @{ what = 'without a session'; prepare = ''; line = 'Remove-GdnUser ' }
        @{ what = 'with a server that is gone'; prepare = '$null = Start-GdnServer -InMemory; $null = Connect-Gdn -Local; Stop-GdnServer;'; line = 'Remove-GdnUser ' }
        @{ what = 'with a name that is none'; prepare = '$null = Start-GdnServer -InMemory; $null = Connect-Gdn -Local;'; line = 'Clear-GdnSubscription c8globals. ' }
    ) {
        $shell = [powershell]::Create()
        $script = "param(`$module) Import-Module `$module; $prepare `$watch = [Diagnostics.Stopwatch]::StartNew(); (TabExpansion2 '$line').CompletionMatches.CompletionText | Where-Object { `$_ -in 'root', 'development' }; `$watch.Elapsed.TotalSeconds; Get-Module Gdn* | Remove-Module"
        $out = $shell.AddScript($script).AddArgument((Get-Module GdnStreams).Path).Invoke()
        $shell.Streams.Error | Should -BeNullOrEmpty
        $shell.Dispose()
        $out.Count | Should -Be 1
        $out[0] | Should -BeLessThan 10
    }

    It 'offers no files where no name begins so: <line>' -ForEach @(
        @{ line = 'Get-GdnStream notes' }, @{ line = 'Receive-GdnMessage -Stream notes' }, @{ line = 'Remove-GdnUser notes' }, @{ line = 'Connect-Gdn -Profile notes' }
    ) {
        Set-Content "$TestDrive/notes-of-mine.txt" x
        Push-Location $TestDrive
        try { Get-Completion $line | Should -Be 'notes' } finally { Pop-Location }
    }

    It 'offers no files where nothing is typed and nothing is known, <what>: <line>' -ForEach @(
        foreach ($line in 'Get-GdnStream ', 'Receive-GdnMessage -Stream ', 'Receive-GdnMessage x ', 'Remove-GdnUser ', 'Remove-GdnApiKey ', 'Get-GdnFabric ', 'Get-GdnRegion ', 'Connect-Gdn -Profile ', 'Get-GdnStream -Session ', 'Select-GdnSession ') {
            @{ what = 'without a session'; prepare = ''; line = $line }
        }
        foreach ($line in 'Get-GdnStream ', 'Get-GdnSubscription x ') {
            @{ what = 'in an empty fabric'; prepare = '$null = Start-GdnServer -InMemory; $null = Connect-Gdn -Local;'; line = $line }
            @{ what = 'with a server that is gone'; prepare = '$null = Start-GdnServer -InMemory; $null = Connect-Gdn -Local; Stop-GdnServer;'; line = $line }
        }
    ) {
        Set-Content "$TestDrive/notes-of-mine.txt" x
        $env:GDN_PROFILES = "$TestDrive/none.json"
        $shell = [powershell]::Create()
        $script = "param(`$module, `$folder) Set-Location `$folder; Import-Module `$module; $prepare (TabExpansion2 '$line').CompletionMatches.CompletionText; Get-Module Gdn* | Remove-Module"
        try { $shell.AddScript($script).AddArgument((Get-Module GdnStreams).Path).AddArgument("$TestDrive").Invoke() | Should -Be ' ' } finally { $env:GDN_PROFILES = $null; $shell.Dispose() }
    }

    It 'offers no files for a place or a session: <line>' -ForEach @(
        @{ line = 'Read-GdnMessage a -From 2026'; left = '2026' }, @{ line = 'Read-GdnMessage a -To 2026'; left = '2026' }, @{ line = 'Reset-GdnSubscription a b 2026'; left = '2026' }
    ) {
        Set-Content "$TestDrive/2026-notes.txt" x
        Push-Location $TestDrive
        try { Get-Completion $line | Should -Be $left } finally { Pop-Location }
    }

    It 'waits no longer than two seconds for a server that says nothing' {
        $quiet = Start-GdnServer -InMemory
        $session = Connect-Gdn -Local
        Stop-GdnServer $quiet
        $mute = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, $quiet.Url.Port)
        $mute.Start()
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Get-Completion 'Remove-GdnUser roo' | Should -Not -Contain 'root'
        $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 1.5
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 8

        # Who presses Tab again does not wait again.
        $watch.Restart()
        Get-Completion 'Remove-GdnUser roo' | Should -Not -Contain 'root'
        Get-Completion 'Remove-GdnUser r' | Should -Not -Contain 'root'
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 1.5
        $mute.Stop()
        Disconnect-Gdn $session
    }
}
