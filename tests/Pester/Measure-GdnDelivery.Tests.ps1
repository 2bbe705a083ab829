BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Measure-GdnDelivery' {
    AfterEach { Get-GdnStream gdn-measure-* | Should -BeNullOrEmpty -Because 'a measurement removes what it made' }

    It 'times messages from the send to the receive' {
        $found = Measure-GdnDelivery -Count 200 -Rate 2000 -Size 64 -Producers 2
        $found.What, $found.Messages, $found.Failed, $found.Size, $found.Producers, $found.TargetRate | Should -Be Delivery, 200, 0, 64, 2, 2000
        $found.P50Ms | Should -BeGreaterThan 0
        $found.P50Ms | Should -BeLessOrEqual $found.MaxMs
    }

    It 'counts its own messages only, on a stream that it is given, and removes its subscription' {
        $stream = New-Name
        $null = New-GdnStream $stream
        1..20 | Send-GdnMessage $stream
        $found = Measure-GdnDelivery $stream -Count 50 -DurationSec 60 -MaxInFlight 10
        $found.Messages, $found.Failed | Should -Be 50, 0
        Get-GdnSubscription $stream | Should -BeNullOrEmpty
        (Get-GdnStream $stream).Name | Should -Be $stream
    }

    It 'waits no longer than -WaitSec for what does not come' {
        $stream = New-Name
        $null = New-GdnStream $stream
        Stop-GdnStream $stream -Force
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $failure = Get-Failure { Measure-GdnDelivery $stream -Count 3 -WaitSec 1 }
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'GdnStreamTerminated,*'
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
    }

    It 'needs room for its stamp in each payload' -Tag 'same everywhere' {
        { Measure-GdnDelivery -Count 1 -Size 23 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        (Measure-GdnDelivery -Count 1 -Size 24).Messages | Should -Be 1
    }

    It 'removes its stream when it is stopped' -Tag 'server only: a producer that a Pulsar''s WebSocket service still has makes a removed topic again' {
        $shell = [powershell]::Create().AddScript('param($module, $session) Import-Module $module; Measure-GdnDelivery -DurationSec 1h -Rate 10 -Session $session').
            AddArgument((Get-Module GdnStreams).Path).AddArgument((Get-GdnSession))
        $null = $shell.BeginInvoke()
        Wait-Until { Get-GdnStream gdn-measure-* | Get-GdnSubscription }
        $shell.Stop()
        $shell.Dispose()
        Wait-Until { -not (Get-GdnStream gdn-measure-*) } # Where the server is busy, it goes a moment after Ctrl+C.
    }
}
