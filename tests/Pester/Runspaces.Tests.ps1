# What becomes of a session and of a received message in another runspace, in another process, and when the module goes.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $module = "$root/GdnStreams.psd1"
    $session = Get-GdnSession
}

Describe 'A session' {
    BeforeEach { $stream = New-Name; $null = New-GdnStream $stream }

    It 'works in ForEach-Object -Parallel by $using:, where there is none else' {
        $failure = 1..2 | ForEach-Object -Parallel { Import-Module $using:module; try { Get-GdnStream } catch { $_ } } -ThrottleLimit 2
        $failure.FullyQualifiedErrorId | Should -BeLike 'GdnClosed,*'
        1..4 | ForEach-Object -Parallel { Import-Module $using:module; $_ | Send-GdnMessage $using:stream -Session $using:session } -ThrottleLimit 2
        (Receive-GdnMessage $stream s -InitialPosition Earliest -Count 4).Text | Sort-Object | Should -Be '1', '2', '3', '4'
        $session.IsClosed | Should -BeFalse
    }

    It 'works in Start-ThreadJob by $using:' {
        $job = Start-ThreadJob { Import-Module $using:module; 'thread' | Send-GdnMessage $using:stream -Session $using:session; (Get-GdnStream $using:stream -Session $using:session).Name }
        $job | Receive-Job -Wait -AutoRemoveJob | Should -Be $stream
        (Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1).Text | Should -Be 'thread'
    }

    It 'is a copy in Start-Job, and each cmdlet says how to connect there' {
        $job = Start-Job {
            Import-Module $using:module
            foreach ($use in { Get-GdnStream -Session $args[0] }, { $args[0] | Select-GdnSession }, { Disconnect-Gdn $args[0] }) {
                try { & $use $using:session 2>&1 | ForEach-Object { "$_" } } catch { "$_" }
            }

            $null = Connect-Gdn $using:session.Url ([pscredential]::new('root@demo.local', (ConvertTo-SecureString demo -AsPlainText -Force)))
            (Get-GdnStream $using:stream).Name
        }
        $said = @($job | Receive-Job -Wait -AutoRemoveJob)
        $said.Count | Should -Be 4 -Because "it says: $said"
        $said[0..2] | ForEach-Object { $_ | Should -BeLike "*copy of one: run Connect-Gdn $($server.Url) where*" }
        $said[3] | Should -Be $stream
    }

    It 'is a copy out of Import-Clixml, and out of a remote session' {
        $session | Export-Clixml "$TestDrive/session.xml"
        Get-Content "$TestDrive/session.xml" -Raw | Should -Not -Match 'only-for-development'
        $copy = Import-Clixml "$TestDrive/session.xml"
        $copy.Url, $copy.Fabric | Should -Be $session.Url, $session.Fabric
        { Get-GdnStream -Session $copy } | Should -Throw "*copy of one*Connect-Gdn $($session.Url)*"
        "$(Get-Failure { $copy | Select-GdnSession })" | Should -BeLike '*copy of one*'
        { Copy-GdnMessage $stream other -DestinationSession $copy } | Should -Throw "*copy of one*Connect-Gdn $($session.Url)*"
    }

    It 'is taken alive by every parameter that takes one' {
        foreach ($command in Get-Command -Module GdnStreams) {
            foreach ($parameter in $command.Parameters.Values | Where-Object ParameterType -EQ ([GdnStreams.Client.GdnSession])) {
                $parameter.Attributes.TypeId.Name | Should -Contain 'LiveSessionAttribute' -Because "this is $($command.Name) -$($parameter.Name)"
                $parameter.Attributes.TypeId.Name | Should -Contain 'ArgumentCompleterAttribute' -Because "this is $($command.Name) -$($parameter.Name)"
            }
        }
    }
}

Describe 'A received message' {
    BeforeEach {
        $stream = New-Name
        'one', 'two' | Send-GdnMessage $stream -Key k -Property @{ a = 'b' }
        $held = @(Receive-GdnMessage $stream s -InitialPosition Earliest -Count 2 -AckMode Manual)
    }

    AfterEach { $held | Confirm-GdnMessage }

    It 'can be confirmed in another runspace' {
        $held[0] | ForEach-Object -Parallel { Import-Module $using:module; $_ | Confirm-GdnMessage }
        Wait-Until { (Get-GdnSubscription $stream s).Backlog -eq 1 }
    }

    It 'is a copy that can be sent again, and <done> where the session has received it, out of <from>' -ForEach @(
        @{ from = 'Import-Clixml'; done = 'confirmed'; copy = { $held | Export-Clixml "$TestDrive/m.xml"; Import-Clixml "$TestDrive/m.xml" }; settle = { $copies | Confirm-GdnMessage }; backlog = 0 }
        @{ from = 'a job'; done = 'denied'; copy = { Start-Job { $using:held } | Receive-Job -Wait -AutoRemoveJob }; settle = { $copies | Deny-GdnMessage }; backlog = 2 }
    ) {
        $copies = & $copy
        $to = New-Name
        $copies | Send-GdnMessage $to
        $again = @(Receive-GdnMessage $to s -InitialPosition Earliest -Count 2)
        "$($again.Text) $($again.Key)" | Should -Be 'one two k k'
        $again[0].Properties['a'] | Should -Be 'b'
        $other = Connect-Gdn $server.Url $demo
        $failure = @(Get-Failure { $copies | Confirm-GdnMessage -Session $other })
        Disconnect-Gdn $other
        $failure.FullyQualifiedErrorId | Should -BeLike 'GdnMessageNotFound,*'
        $failure.Count | Should -Be 2
        (Get-GdnSubscription $stream s).Backlog | Should -Be 2
        & $settle
        Wait-Until { (Get-GdnSubscription $stream s).Backlog -eq $backlog }
    }

    It 'is a copy that is piped, and says so' {
        $copies = Start-Job { $using:held } | Receive-Job -Wait -AutoRemoveJob
        "$(Get-Failure { Deny-GdnMessage $copies })" | Should -BeLike '*This message is a copy*Pipe it to this cmdlet*'
        (Get-GdnSubscription $stream s).Backlog | Should -Be 2
    }
}

# PowerShell's remoting as over SSH, but through the pipe on which every pwsh listens.
Describe 'A remote session' {
    BeforeAll {
        $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
        # The tool's pwsh is a program of dotnet.
        if ((Split-Path -LeafBase $start.FileName) -eq 'dotnet') { $start.ArgumentList.Add("$PSHOME/pwsh.dll") }
        foreach ($argument in '-NoProfile', '-NonInteractive', '-Command', '"ready"; $null = [Console]::ReadLine()') { $start.ArgumentList.Add($argument) }
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        $far = [Diagnostics.Process]::Start($start)
        $far.StandardOutput.ReadLine() | Should -Be 'ready'
        $runspace = [runspacefactory]::CreateRunspace([Management.Automation.Runspaces.NamedPipeConnectionInfo]::new($far.Id))
        $runspace.Open()
        $remote = [Management.Automation.Runspaces.PSSession]::Create($runspace, 'pipe', $null)
        Invoke-Command $remote { Import-Module $using:module }
        $stream = New-Name
        $null = New-GdnStream $stream
    }

    AfterAll { $runspace.Dispose(); $far.StandardInput.Close(); $far.WaitForExit(); $far.Dispose() }

    It 'gets a copy of a session, which says how to connect there' {
        $said = Invoke-Command $remote { try { Get-GdnStream -Session $using:session } catch { "$_" } }
        $said | Should -BeLike "*copy of one: run Connect-Gdn $($server.Url) where*"
    }

    It 'connects by itself, sends what it is given, and gives copies that can be sent and confirmed here' {
        'one', 'two' | Send-GdnMessage $stream
        $held = @(Receive-GdnMessage $stream s -InitialPosition Earliest -Count 2 -AckMode Manual)
        $copies = Invoke-Command $remote {
            $null = Connect-Gdn $using:server.Url $using:demo
            $using:held | Send-GdnMessage $using:stream
            Receive-GdnMessage $using:stream there -InitialPosition Earliest -Count 4 -TimeoutSec 60
            Disconnect-Gdn
        }
        $copies.Text | Should -Be 'one', 'two', 'one', 'two'
        $copies[0].PSComputerName | Should -Not -BeNullOrEmpty
        $to = New-Name
        $copies | Send-GdnMessage $to
        (Receive-GdnMessage $to s -InitialPosition Earliest -Count 4).Text | Should -Be 'one', 'two', 'one', 'two'
        $held | Confirm-GdnMessage
        Wait-Until { (Get-GdnSubscription $stream s).Backlog -eq 2 }
    }

    It 'shows the live view as objects, where there is no cursor to move' {
        $seen = Invoke-Command $remote { $null = Connect-Gdn $using:server.Url $using:demo; Watch-GdnStream $using:stream -Count 1; Disconnect-Gdn }
        $seen.Name | Should -Be $stream
    }
}

Describe 'Remove-Module' {
    It 'closes the sessions, producers, consumers and servers of its runspace, and no others' {
        $stream = New-Name
        $null = New-GdnStream $stream
        $shell = [powershell]::Create()
        $script = '
            param($module, $url, $credential, $stream)
            Import-Module $module
            $other = Start-GdnServer -InMemory
            $mine = Connect-Gdn $url $credential
            "x" | Send-GdnMessage $stream
            $held = Receive-GdnMessage $stream s -InitialPosition Earliest -Count 1 -AckMode Manual
            $mine
            $other.ProcessId'
        $mine, $process = $shell.AddScript($script).AddArgument($module).AddArgument($server.Url).AddArgument($demo).AddArgument($stream).Invoke()
        $statistic = Get-GdnStreamStatistic $stream
        $statistic.Producers.Count, $statistic.Consumers.Count | Should -Be 1, 1
        $shell.Commands.Clear()
        $null = $shell.AddScript('Remove-Module GdnStreams').Invoke()
        $mine.IsClosed | Should -BeTrue
        Wait-Until { -not (Get-Process -Id $process -ErrorAction Ignore) }
        Wait-Until { $statistic = Get-GdnStreamStatistic $stream; $statistic.Producers.Count -eq 0 -and $statistic.Consumers.Count -eq 0 }
        (Get-GdnSubscription $stream s).Backlog | Should -Be 1
        $session.IsClosed | Should -BeFalse
        $shell.Dispose()
    }
}
