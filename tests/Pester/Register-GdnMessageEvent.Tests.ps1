BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Register-GdnMessageEvent' {
    BeforeEach {
        $stream = New-Name
        $null = New-GdnStream $stream
        $null = New-GdnSubscription $stream s
        $global:seen = [Collections.Concurrent.ConcurrentQueue[string]]::new()
    }

    AfterEach {
        Get-EventSubscriber | Where-Object SourceIdentifier -Like "*$stream*" | Unregister-Event
        Get-Event | Remove-Event
        Get-Job | Where-Object Name -Like "*$stream*" | Remove-Job -Force
        Remove-Variable seen -Scope Global
    }

    It 'hears of the local stream with -Scope Local' -Tag 'same everywhere' {
        $null = New-GdnStream $stream -Scope Local
        $null = Register-GdnMessageEvent $stream s -Scope Local -SourceIdentifier "own-$stream" -Action { $global:seen.Enqueue("$($EventArgs.Message.Scope)") }
        'x' | Send-GdnMessage $stream -Scope Local
        Wait-Until { $global:seen.Count -eq 1 }
        $global:seen | Should -Be 'Local'
    }

    It 'runs the action for each message, in order, and acknowledges' {
        $job = Register-GdnMessageEvent $stream -Subscription s -SourceIdentifier "own-$stream" -MessageData 7 -Action {
            $global:seen.Enqueue("$($_.Text) $($EventArgs.Message.Stream) $($Event.MessageData) $($Event.SourceIdentifier) $($EventSubscriber.SourceIdentifier)")
            "out $($_.Text)"
        }
        $job | Should -BeOfType Management.Automation.PSEventJob
        1..5 | Send-GdnMessage $stream
        Wait-Until { $global:seen.Count -eq 5 }
        $global:seen | Should -Be (1..5 | ForEach-Object { "$_ $stream 7 own-$stream own-$stream" })
        Wait-Until { (Get-GdnSubscription $stream s).Backlog -eq 0 }
        Receive-Job $job | Should -Be (1..5 | ForEach-Object { "out $_" })
    }

    It 'gives back a message whose action fails, which comes again' {
        $job = Register-GdnMessageEvent $stream s { $global:seen.Enqueue($_.Text); if ($global:seen.Count -eq 1) { $global:failing = $EventArgs; throw 'not now' } } -SourceIdentifier "own-$stream" -NegativeAckDelaySec 0.1
        'x' | Send-GdnMessage $stream
        Wait-Until { $global:seen.Count -eq 2 }
        Wait-Until { (Get-GdnSubscription $stream s).Backlog -eq 0 }
        $job.State | Should -Be Running
        "$($global:failing.Failure)" | Should -Be 'not now'
        Remove-Variable failing -Scope Global
    }

    It 'ends with Unregister-Event' {
        $null = Register-GdnMessageEvent $stream s { } -SourceIdentifier "own-$stream"
        Assert-Soon { (Get-GdnSubscription $stream s).Consumers | Should -Be 1 }
        Unregister-Event "own-$stream"
        Wait-Until { (Get-GdnSubscription $stream s).Consumers -eq 0 }
    }

    It 'ends with Remove-Job' {
        $job = Register-GdnMessageEvent $stream s { } -SourceIdentifier "own-$stream"
        Remove-Job $job -Force
        Wait-Until { (Get-GdnSubscription $stream s).Consumers -eq 0 }
        Get-EventSubscriber "own-$stream" -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'ends with <what>' -Tag 'same everywhere' -ForEach @(
        @{ what = 'its runspace'; end = { $args[0].Runspace.Dispose() } }
        @{ what = 'the module'; end = { $args[0].Commands.Clear(); $args[0].AddScript('Remove-Module GdnStreams*').Invoke() } }
    ) {
        $shell = [powershell]::Create()
        $script = 'param($module, $session, $stream) Import-Module $module; $null = Register-GdnMessageEvent $stream s { } -Session $session'
        $null = $shell.AddScript($script).AddArgument((Get-Module GdnStreams).Path).AddArgument((Get-GdnSession)).AddArgument($stream).Invoke()
        $shell.Streams.Error | Should -BeNullOrEmpty
        Assert-Soon { (Get-GdnSubscription $stream s).Consumers | Should -Be 1 }
        & $end $shell
        Wait-Until { (Get-GdnSubscription $stream s).Consumers -eq 0 }
        $shell.Dispose()
    }

    It 'ends after -MaxTriggerCount messages, and acknowledges the last one' {
        1..5 | Send-GdnMessage $stream
        $null = Register-GdnMessageEvent $stream s { $global:seen.Enqueue($_.Text) } -SourceIdentifier "own-$stream" -MaxTriggerCount 2
        Wait-Until { (Get-GdnSubscription $stream s).Consumers -eq 0 }
        $global:seen | Should -Be '1', '2'
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 3 }
    }

    It 'queues events without an action, as many as may be unconfirmed' {
        1..10 | Send-GdnMessage $stream
        $subscriber = Register-GdnMessageEvent $stream s -SourceIdentifier "own-$stream" -ReceiverQueueSize 3
        $subscriber.SourceIdentifier | Should -Be "own-$stream"
        Wait-Until { @(Get-Event | Where-Object SourceIdentifier -EQ "own-$stream").Count -eq 3 } # By name it is an error until there is one.
        if ($target -eq 'server') { (Get-GdnSubscription $stream s).Unacknowledged | Should -Be 3 } # A Pulsar counts it of Shared and KeyShared subscriptions only.
        @(Get-Event "own-$stream").Count | Should -Be 3
        $taken = foreach ($n in 1..10) {
            $happened = Wait-Event "own-$stream" -Timeout 60
            $happened.SourceEventArgs.Message.Text
            Confirm-GdnMessage $happened.SourceEventArgs.Message
            Remove-Event -EventIdentifier $happened.EventIdentifier
        }
        $taken | Sort-Object { [int]$_ } | Should -Be (1..10)
        Assert-Soon { (Get-GdnSubscription $stream s).Backlog | Should -Be 0 }
        Unregister-Event -SubscriptionId $subscriber.SubscriptionId
        Wait-Until { (Get-GdnSubscription $stream s).Consumers -eq 0 }
    }

    It 'takes subscriptions from the pipeline, types, names and beginnings' {
        'old' | Send-GdnMessage $stream
        $null = Register-GdnMessageEvent $stream u { $global:seen.Enqueue($_.Text) } -InitialPosition Earliest -SourceIdentifier "three-$stream"
        $null = Get-GdnSubscription $stream s | Register-GdnMessageEvent -Action { $global:seen.Enqueue($_.Text) } -SourceIdentifier "one-$stream" -SubscriptionType Shared -ConsumerName own-name
        $null = Register-GdnMessageEvent "$stream-new" t { } -Create -SourceIdentifier "two-$stream"
        Wait-Until { $global:seen.Count -eq 2 }
        (Get-GdnSubscription $stream s).Type | Should -Be Shared
        (Get-GdnStreamStatistic $stream).Consumers.Name | Should -Contain 'own-name'
        Assert-Soon { (Get-GdnSubscription "$stream-new" t).Consumers | Should -Be 1 }
    }

    It 'is one error where <what>' -ForEach @(
        @{ what = 'there is no stream'; run = { Register-GdnMessageEvent "$stream-no" s { } }; id = 'GdnStreamNotFound'; category = 'ObjectNotFound' }
        @{ what = 'the event is there already'; run = { Register-GdnMessageEvent $stream t { } -SourceIdentifier "own-$stream" }; id = 'GdnBadRequest'; category = 'InvalidArgument' }
        @{ what = 'the subscription is taken'; run = { Register-GdnMessageEvent $stream s { } }; id = 'GdnSubscriptionBusy'; category = 'ResourceBusy' }
    ) {
        $null = Register-GdnMessageEvent $stream s { } -SourceIdentifier "own-$stream"
        Assert-Failure (Get-Failure $run) $id $category
    }

    It 'tells in a last event without an action why no more come' {
        $own = Connect-Target
        $null = Register-GdnMessageEvent $stream s -SourceIdentifier "own-$stream" -Session $own
        Disconnect-Gdn $own
        $happened = Wait-Event "own-$stream" -Timeout 60
        $happened.SourceEventArgs.Message | Should -BeNullOrEmpty
        $happened.SourceEventArgs.Failure.FullyQualifiedErrorId | Should -Be 'GdnClosed'
        Wait-Until { -not (Get-EventSubscriber "own-$stream" -ErrorAction Ignore) }
    }

    It 'tells in its job why no event comes any more' {
        $own = Connect-Target
        $job = Register-GdnMessageEvent $stream s { } -SourceIdentifier "own-$stream" -Session $own
        Disconnect-Gdn $own
        Wait-Until { $job.Error.Count }
        $job.Error[0].FullyQualifiedErrorId | Should -Be 'GdnClosed'
        Wait-Until { -not (Get-EventSubscriber "own-$stream" -ErrorAction Ignore) }
    }
}
