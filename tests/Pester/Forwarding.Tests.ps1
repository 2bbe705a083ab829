# What a pipeline forwards from one server to another is acknowledged when it is stored there: the target dies in the middle, and nothing is in neither place.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $source = Get-GdnSession
}

Describe 'Receive-GdnMessage | Send-GdnMessage' {
    It 'loses nothing where the target dies, whatever the pipeline is like' -Tag 'same everywhere' {
        $total = 20000
        $target = Start-GdnServer "$TestDrive/target"
        $to = Connect-Gdn -Local
        $shapes = [ordered]@{
            whole  = { param($stream, $source, $to, $tick) Receive-GdnMessage $stream m -InitialPosition Earliest -Count 20000 -IdleTimeoutSec 90 -Session $source | ForEach-Object { if (++$tick.n -eq 2000) { while (-not $tick.dead) { Start-Sleep -Milliseconds 20 } }; $_ } | Send-GdnMessage $stream -Create -Session $to }
            text   = { param($stream, $source, $to, $tick) Receive-GdnMessage $stream m -InitialPosition Earliest -Count 20000 -IdleTimeoutSec 90 -Session $source | ForEach-Object { if (++$tick.n -eq 2000) { while (-not $tick.dead) { Start-Sleep -Milliseconds 20 } }; $_.Text } | Send-GdnMessage $stream -Create -Session $to }
            stop   = { param($stream, $source, $to, $tick) Receive-GdnMessage $stream m -InitialPosition Earliest -Count 20000 -IdleTimeoutSec 90 -Session $source | ForEach-Object { if (++$tick.n -eq 2000) { while (-not $tick.dead) { Start-Sleep -Milliseconds 20 } }; $_ } | Send-GdnMessage $stream -Create -Session $to -ErrorAction Stop }
        }
        $jobs = foreach ($shape in $shapes.Keys) {
            $stream = New-Name
            1..$total | Send-GdnMessage $stream -Session $source
            $shell = [powershell]::Create()
            $tick = [hashtable]::Synchronized(@{ n = 0; dead = $false })
            $null = $shell.AddScript('param($module) Import-Module $module').AddArgument((Get-Module GdnStreams).Path).AddStatement().AddScript($shapes[$shape]).AddArgument($stream).AddArgument($source).AddArgument($to).AddArgument($tick)
            @{ shape = $shape; stream = $stream; shell = $shell; tick = $tick; running = $shell.BeginInvoke() }
        }
        # Each waits at its 2,000th message, so that all are in the middle however fast they are.
        Wait-Until { -not ($jobs | Where-Object { $_.tick.n -lt 2000 }) }
        Stop-Process -Id $target.ProcessId -Force
        foreach ($job in $jobs) { $job.tick.dead = $true }
        foreach ($job in $jobs) { try { $null = $job.shell.EndInvoke($job.running) } catch { $job.thrown = $_.Exception.InnerException } }
        Disconnect-Gdn $to
        $target = Start-GdnServer "$TestDrive/target"
        $to = Connect-Gdn -Local
        foreach ($job in $jobs) {
            $there = @{}
            Receive-GdnMessage $job.stream read -InitialPosition Earliest -IdleTimeoutSec 5 -Session $to | ForEach-Object { $there[$_.Text] = $true }
            $backlog = (Get-GdnSubscription $job.stream m -Session $source).Backlog
            $here = @{}
            Receive-GdnMessage $job.stream m -Count $backlog -Session $source | ForEach-Object { $here[$_.Text] = $true }
            $here.Count | Should -BeGreaterThan 0 -Because "the target of '$($job.shape)' died in the middle"
            $there.Count | Should -BeGreaterThan 0 -Because "the target of '$($job.shape)' lived until the middle"
            @(1..$total | Where-Object { -not $here["$_"] -and -not $there["$_"] }).Count | Should -Be 0 -Because "'$($job.shape)' has them in neither place"
            $job.shell.Streams.Warning -join '' | Should -BeLike "*Send-GdnMessage to*$($job.stream)*lost*"
            "$($job.thrown) $($job.shell.Streams.Error)" | Should -Not -BeNullOrEmpty
            $job.shell.Dispose()
        }
        Disconnect-Gdn $to
        Stop-GdnServer $target
    }

    It 'loses nothing and leaves nothing on the source where the target comes back' {
        $stream = New-Name
        1..5000 | Send-GdnMessage $stream -Session $source
        $target = Start-GdnServer "$TestDrive/back"
        $to = Connect-Gdn -Local
        $n = 0
        $told = & { Receive-GdnMessage $stream m -InitialPosition Earliest -Count 5000 -Session $source | ForEach-Object {
            if (++$n -eq 2000) {
                Stop-Process -Id $target.ProcessId -Force
                Wait-Until { -not (Get-Process -Id $target.ProcessId -ErrorAction Ignore) }
                $null = Start-GdnServer "$TestDrive/back" -Port $target.Url.Port
            }
            $_
        } | Send-GdnMessage $stream -Create -Session $to } 3>&1
        @($told).Count | Should -Be 1
        "$told" | Should -BeLike "*Send-GdnMessage to c8globals.$stream is lost*"
        Assert-Soon { (Get-GdnSubscription $stream m -Session $source).Backlog | Should -Be 0 }
        $there = @{}
        Receive-GdnMessage $stream read -InitialPosition Earliest -IdleTimeoutSec 5 -Session $to | ForEach-Object { $there[$_.Text] = $true }
        $there.Count | Should -Be 5000
        Disconnect-Gdn $to
        Get-GdnServer -Here | Where-Object Url -NE $server.Url | Stop-GdnServer
    }

    It 'keeps what Send-GdnMessage refuses, and says how many: <what>' -ForEach @(
        @{ what = 'in the pipeline'; script = { Receive-GdnMessage $stream m -InitialPosition Earliest -Count 3 | ForEach-Object { if ($_.Text -eq '2') { 'x' * 2MB } else { $_ } } | Send-GdnMessage $to } }
        @{ what = 'within a script block'; script = { Receive-GdnMessage $stream m -InitialPosition Earliest -Count 3 | ForEach-Object { Send-GdnMessage $to $(if ($_.Text -eq '2') { 'x' * 2MB } else { $_ }) } } }
    ) {
        $stream = New-Name
        $to = New-Name
        1..3 | Send-GdnMessage $stream
        $failure = Get-Failure $script
        $failure.FullyQualifiedErrorId | Should -Be 'GdnMessageTooLarge,GdnStreams.Cmdlets.SendGdnMessage', 'GdnMessagesNotForwarded,GdnStreams.Cmdlets.ReceiveGdnMessage'
        Assert-Failure $failure[1] GdnMessagesNotForwarded ConnectionError "1 message of c8globals.$stream/m"
        Assert-Soon { (Get-GdnSubscription $stream m).Backlog | Should -Be 1 }
        (Receive-GdnMessage $stream m -Count 1).Text | Should -Be '2'
        (Receive-GdnMessage $to read -InitialPosition Earliest -Count 2).Text | Should -Be '1', '3'
    }

    It 'keeps what -WhatIf does not send' {
        $stream = New-Name
        'x' | Send-GdnMessage $stream
        Receive-GdnMessage $stream m -InitialPosition Earliest -Count 1 -ErrorAction SilentlyContinue | Send-GdnMessage (New-Name) -WhatIf
        Assert-Soon { (Get-GdnSubscription $stream m).Backlog | Should -Be 1 }
    }

    It 'does not take -OutBuffer, with which nobody knows when a message is done' {
        Assert-Failure (Get-Failure { Receive-GdnMessage x s -OutBuffer 10 }) GdnBadRequest InvalidArgument '-AckMode Manual'
    }

    It 'acknowledges while it waits for the next message' {
        $stream = New-Name
        $to = New-Name
        'x' | Send-GdnMessage $stream
        $shell = [powershell]::Create().AddScript('param($module, $session, $from, $to) Import-Module $module; Receive-GdnMessage $from m -InitialPosition Earliest -Session $session | Send-GdnMessage $to -Create -Session $session')
        $running = $shell.AddArgument((Get-Module GdnStreams).Path).AddArgument($source).AddArgument($stream).AddArgument($to).BeginInvoke()
        Wait-Until { (Get-GdnSubscription $stream m -ErrorAction Ignore).Backlog -eq 0 }
        $shell.InvocationStateInfo.State | Should -Be 'Running'
        $shell.Stop()
        $shell.Dispose()
    }
}
