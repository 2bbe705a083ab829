# Run with: Invoke-Pester tests/Pester   (after dotnet build)
BeforeAll {
    Import-Module "$PSScriptRoot/../../GdnStreams.psd1" -Force
    $server = Start-GdnServer -InMemory
    $session = Connect-Gdn -Local
}

AfterAll {
    Remove-Module GdnStreams
}

Describe 'The module' {
    It 'has a valid manifest' {
        (Test-ModuleManifest "$PSScriptRoot/../../GdnStreams.psd1").Name | Should -Be 'GdnStreams'
    }

    It 'exports only approved verbs' {
        $approved = (Get-Verb).Verb
        (Get-Command -Module GdnStreams).Verb | Where-Object { $_ -notin $approved } | Should -BeNullOrEmpty
    }

    It 'exports what its manifest names' {
        (Get-Command -Module GdnStreams).Count | Should -Be 16
    }
}

Describe 'The main job' {
    It 'sends, receives and acknowledges' {
        'a', 'b', 'c' | Send-GdnMessage main
        $received = Receive-GdnMessage main s -InitialPosition Earliest -Count 3
        $received.Text | Should -Be 'a', 'b', 'c'
        (Get-GdnSubscription main s).Backlog | Should -Be 0
    }

    It 'sends the lines of a file that Get-Content reads' {
        Get-Content "$PSScriptRoot/../../docs/examples/lines.txt" | Send-GdnMessage lines
        (Receive-GdnMessage lines s -InitialPosition Earliest -Count 4)[0].Text | Should -Be 'Streams are built on publish-subscribe.'
    }

    It 'sends an object as ConvertTo-Json -Compress would' {
        $object = [pscustomobject]@{ text = "quote "" and é"; number = 1.25; list = 1, 'two', $null; map = [ordered]@{ yes = $true } }
        $object | Send-GdnMessage json
        $message = Receive-GdnMessage json s -InitialPosition Earliest -Count 1
        $message.Text | Should -Be ($object | ConvertTo-Json -Compress)
        ($message.FromJson() | ConvertTo-Json -Compress) | Should -Be $message.Text
    }

    It 'sends what Get-Item gives as the file''s content' {
        Get-Item "$PSScriptRoot/../../LICENSE" | Send-GdnMessage files
        (Receive-GdnMessage files s -InitialPosition Earliest -Count 1).Text | Should -Be (Get-Content "$PSScriptRoot/../../LICENSE" -Raw)
    }
}

Describe 'How a pipeline ends' {
    BeforeEach {
        $stream = "ends$([guid]::NewGuid().ToString('n'))"
        1..20 | Send-GdnMessage $stream
    }

    It 'leaves nothing behind after Select-Object -First' {
        (Receive-GdnMessage $stream s -InitialPosition Earliest | Select-Object -First 2).Text | Should -Be '1', '2'
        $left = Get-GdnSubscription $stream s
        $left.Consumers | Should -Be 0
        $left.Unacknowledged | Should -Be 0
        (Receive-GdnMessage $stream s -Count 1).Text | Should -Be '2'
    }

    It 'leaves nothing behind after a throw downstream' {
        { Receive-GdnMessage $stream s -InitialPosition Earliest | ForEach-Object { if ($_.Text -eq '3') { throw 'no' } } } | Should -Throw 'no'
        (Get-GdnSubscription $stream s).Consumers | Should -Be 0
        (Receive-GdnMessage $stream s -Count 1).Text | Should -Be '3'
    }

    It 'leaves nothing behind after break in a loop around it' {
        foreach ($once in 1) { Receive-GdnMessage $stream s -InitialPosition Earliest | ForEach-Object { if ($_.Text -eq '5') { break } } }
        (Get-GdnSubscription $stream s).Consumers | Should -Be 0
        (Receive-GdnMessage $stream s -Count 1).Text | Should -Be '5'
    }

    It 'leaves nothing behind when it is stopped' {
        $shell = [powershell]::Create().AddScript({
            param($module, $session, $stream)
            Import-Module $module
            Receive-GdnMessage $stream s -InitialPosition Earliest -Session $session | Out-Null
        }).AddArgument((Get-Module GdnStreams).Path).AddArgument($session).AddArgument($stream)
        $running = $shell.BeginInvoke()
        $patience = [Diagnostics.Stopwatch]::StartNew()
        while ((Get-GdnSubscription $stream s -ErrorAction Ignore).Backlog -ne 0 -and $patience.Elapsed.TotalSeconds -lt 60) { }
        $shell.InvocationStateInfo.State | Should -Be 'Running'
        (Get-GdnSubscription $stream s).Backlog | Should -Be 0
        $shell.Stop()
        $shell.Dispose()
        (Get-GdnSubscription $stream s).Consumers | Should -Be 0
    }
}

Describe 'What is shown' {
    It 'shows <what> as a table with <columns>' -ForEach @(
        @{ what = 'a server'; script = { Get-GdnServer }; columns = 'Url', 'ProcessId', 'Data' }
        @{ what = 'a session'; script = { Get-GdnSession }; columns = 'Url', 'Tenant', 'Fabric', 'User', 'State' }
        @{ what = 'a fabric'; script = { Get-GdnFabric }; columns = 'Name', 'Tenant', 'Status', 'Regions' }
        @{ what = 'a stream'; script = { New-GdnStream shown }; columns = 'Name', 'Scope', 'Fabric', 'Tenant' }
        @{ what = 'a receipt'; script = { 'x' | Send-GdnMessage shown -PassThru }; columns = 'Stream', 'MessageId', 'InputObject' }
        @{ what = 'a message'; script = { Receive-GdnMessage shown s -InitialPosition Earliest -Count 1 }; columns = 'Stream', 'MessageId', 'Published', 'Key', 'Text' }
        @{ what = 'a subscription'; script = { Get-GdnSubscription shown }; columns = 'Name', 'Stream', 'Type', 'Backlog', 'Unacked', 'Consumers' }
    ) {
        $header = (& $script | Out-String -Stream | Where-Object { $_ })[0] -replace "`e\[[0-9;]*m"
        ($header.Trim() -split '\s+') | Should -Be $columns
    }

    It 'lists of <what> what a reader wants to see' -ForEach @(
        @{ what = 'a session'; script = { Get-GdnSession }; names = 'Url', 'Tenant', 'Fabric', 'User', 'IsClosed', 'ConnectedAt' }
        @{ what = 'a message'; script = { 'x' | Send-GdnMessage listed; Receive-GdnMessage listed s -InitialPosition Earliest -Count 1 }
            names = 'Stream', 'Scope', 'Subscription', 'MessageId', 'PublishTime', 'EventTime', 'Key', 'Properties', 'RedeliveryCount', 'Text' }
    ) {
        $lines = & $script | Format-List | Out-String -Stream | ForEach-Object { $_ -replace "`e\[[0-9;]*m" } | Where-Object { $_ }
        ($lines -replace '\s*:.*') | Should -Be $names
    }
}

Describe 'Errors' {
    It 'tells what to do about <script>' -ForEach @(
        @{ script = { Get-GdnStream nowhere }; id = 'GdnStreamNotFound' }
        @{ script = { New-GdnStream '1x' }; id = 'GdnInvalidName' }
        @{ script = { Connect-Gdn http://127.0.0.1:9 -Token x; Get-GdnStream }; id = 'GdnConnectionFailed' }
        @{ script = { ('x' * 2MB) | Send-GdnMessage big }; id = 'GdnMessageTooLarge' }
        @{ script = { Connect-Gdn -Local -Fabric nowhere }; id = 'GdnFabricNotFound' }
        @{ script = { Connect-Gdn (Get-GdnServer).Url -ApiKey (ConvertTo-SecureString demo.ci.wrong -AsPlainText -Force) }; id = 'GdnUnauthorized' }
        @{ script = { Connect-Gdn (Get-GdnServer).Url ([pscredential]::new('root@demo.local', (ConvertTo-SecureString wrong -AsPlainText -Force))) }; id = 'GdnWrongCredentials' }
        @{ script = { Start-GdnServer -InMemory -Port (Get-GdnServer).Url.Port }; id = 'GdnUnavailable' }
        @{ script = { [IO.FileInfo]'/nowhere/x' | Send-GdnMessage files }; id = 'GdnBadRequest' }
    ) {
        $failure = $null
        try { & $script -ErrorAction SilentlyContinue -ErrorVariable failure 2>&1 | ForEach-Object { if ($_ -is [Management.Automation.ErrorRecord]) { $failure = $_ } } } catch { $failure = $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike "$id,*"
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $failure.ErrorDetails.Message | Should -Not -Match '   at |Exception|wrong$'
    }
}
