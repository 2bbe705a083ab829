# What an error recommends fits the cmdlet that failed.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"

    # A server of somebody else that refuses all but the sign-in, with one status and number.
    function Start-Refusing([int] $Status, [int] $Number) {
        $free = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $free.Start()
        $port = $free.LocalEndpoint.Port
        $free.Stop()
        $listener = [Net.HttpListener]::new()
        $listener.Prefixes.Add("http://127.0.0.1:$port/")
        $listener.Start()
        $shell = [powershell]::Create().AddScript({
            param($listener, $status, $number)
            while ($listener.IsListening) {
                $next = $listener.GetContextAsync()
                while (-not $next.Wait(50)) { } # A wait without end could not be stopped.
                $context = $next.Result
                $context.Response.StatusCode = if ($context.Request.HttpMethod -eq 'GET') { 403 } else { $status }
                $body = "{`"error`":true,`"code`":$($context.Response.StatusCode),`"errorNum`":$(if ($context.Request.HttpMethod -eq 'GET') { 403 } else { $number }),`"errorMessage`":`"no`"}"
                $bytes = [Text.Encoding]::UTF8.GetBytes($body)
                $context.Response.ContentType = 'application/json'
                $context.Response.OutputStream.Write($bytes)
                $context.Response.Close()
            }
        }).AddArgument($listener).AddArgument($Status).AddArgument($Number)
        $null = $shell.BeginInvoke()
        @{ Listener = $listener; Shell = $shell; Url = "http://127.0.0.1:$port" }
    }
}

Describe 'A recommended action' {
    It 'of <id> fits <cmdlet>' -ForEach @(
        @{ id = 'GdnSubscriptionBusy'; status = 409; number = 409; cmdlet = 'Compress-GdnStream'; run = { Compress-GdnStream x -Session $session }; todo = '*compaction*' }
        @{ id = 'GdnSystemFabricOnly'; status = 403; number = 1230; cmdlet = 'New-GdnFabric'; run = { New-GdnFabric x -Session $session }; todo = '*Connect-Gdn -Fabric _system*' }
        @{ id = 'GdnActiveConsumers'; status = 412; number = 1200; cmdlet = 'Remove-GdnSubscription'; run = { Remove-GdnSubscription x s -Force -Session $session }; todo = 'Close its consumers*' }
        @{ id = 'GdnActiveConsumers'; status = 412; number = 1200; cmdlet = 'Remove-GdnStream'; run = { Remove-GdnStream x -Confirm:$false -Session $session }; todo = '*-Force*' }
    ) {
        $refusing = Start-Refusing $status $number
        $session = Connect-Gdn $refusing.Url -ApiKey demo.k.s
        try {
            $failure = Get-Failure $run
            $failure.Count | Should -Be 1
            $failure.FullyQualifiedErrorId | Should -BeLike "$id,*"
            $failure.ErrorDetails.RecommendedAction | Should -BeLike $todo
        }
        finally {
            Disconnect-Gdn $session
            $refusing.Listener.Stop()
            $refusing.Shell.Dispose()
        }
    }

    It 'of what a server says is in the table: <id>' -ForEach @(
        @{ id = 'GdnProducerBusy'; status = 409; number = 100022; category = 'ResourceBusy'; todo = '*producer*' }
        @{ id = 'GdnBacklogQuotaExceeded'; status = 503; number = 100024; category = 'LimitsExceeded'; todo = '*Clear-GdnSubscription*' }
        @{ id = 'GdnRouteNotFound'; status = 404; number = 404; category = 'ProtocolError'; todo = 'Check that the address*' }
        @{ id = 'GdnMethodNotAllowed'; status = 405; number = 405; category = 'ProtocolError'; todo = 'Check that the address*' }
        @{ id = 'GdnInternal'; status = 500; number = 500; category = 'NotSpecified'; todo = 'See the inner exception*' }
    ) {
        $refusing = Start-Refusing $status $number
        $session = Connect-Gdn $refusing.Url -ApiKey demo.k.s
        try {
            $failure = Get-Failure { New-GdnStream x -Session $session }
            $failure.Count | Should -Be 1
            $failure.FullyQualifiedErrorId | Should -BeLike "$id,*"
            $failure.CategoryInfo.Category | Should -Be $category
            $failure.ErrorDetails.RecommendedAction | Should -BeLike $todo
        }
        finally {
            Disconnect-Gdn $session
            $refusing.Listener.Stop()
            $refusing.Shell.Dispose()
        }
    }

    It 'of an answer that is no GDN server''s says so' {
        $refusing = Start-Refusing 200 0
        try { Assert-Failure (Get-Failure { Connect-Gdn $refusing.Url $demo }) GdnProtocolViolation ProtocolError }
        finally {
            $refusing.Listener.Stop()
            $refusing.Shell.Dispose()
        }
    }

    It 'of a subscription with consumers does not speak of a stream''s -Force' {
        $name = New-Name
        'x' | Send-GdnMessage $name
        $other = Connect-Gdn $server.Url $demo
        $held = Receive-GdnMessage $name s -InitialPosition Earliest -Count 1 -AckMode Manual -Session $other
        Disconnect-Gdn -WhatIf
        $mine = Connect-Gdn $server.Url $demo
        $failure = Get-Failure { Remove-GdnSubscription $name s -Force -Session $mine }
        Assert-Failure $failure GdnActiveConsumers ResourceBusy
        $failure.ErrorDetails.RecommendedAction | Should -Be 'Close its consumers, and try again.'
        $held | Confirm-GdnMessage
        Disconnect-Gdn $mine
        Disconnect-Gdn $other
    }

    It 'of -Schema without Test-Json speaks of PowerShell, not of a server' {
        $state = [initialsessionstate]::CreateDefault2()
        $state.ImportPSModule((Get-Module GdnStreams).Path)
        $state.Variables.Add([Management.Automation.Runspaces.SessionStateVariableEntry]::new('PSModuleAutoLoadingPreference', 'None', ''))
        $shell = [powershell]::Create($state)
        $script = 'param($session) try { 1 | Send-GdnMessage x -Schema "{}" -Session $session } catch { $_ }'
        $failure = $shell.AddScript($script).AddArgument((Get-GdnSession)).Invoke()
        $shell.Dispose()
        Assert-Failure $failure GdnNotSupported NotImplemented 'Test-Json'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*PowerShell 7*-Schema*'
    }

    It 'of a name that nothing has says how to list them: <id>' -ForEach @(
        @{ id = 'GdnUserNotFound'; run = { Set-GdnUser nobody -DisplayName x }; todo = '*Get-GdnUser*' }
        @{ id = 'GdnApiKeyNotFound'; run = { Remove-GdnApiKey nothing -Force }; todo = '*Get-GdnApiKey*' }
        @{ id = 'GdnFabricNotFound'; run = { Remove-GdnFabric nowhere -Force }; todo = '*Get-GdnFabric*' }
        @{ id = 'GdnRegionNotFound'; run = { Get-GdnRegion nowhere }; todo = '*Get-GdnRegion*' }
    ) {
        $failure = Get-Failure $run
        Assert-Failure $failure $id ObjectNotFound
        $failure.ErrorDetails.RecommendedAction | Should -BeLike $todo
    }
}
