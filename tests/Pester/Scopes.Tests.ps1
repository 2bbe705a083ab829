# A global and a local stream may have one name: -Scope Local is the local one at every cmdlet, and the global one stays as it was.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    function Get-Backlog([string] $Scope) { (Get-GdnSubscription $name s -Scope $Scope).Backlog }
}

Describe '-Scope Local' {
    BeforeEach {
        $name = New-Name
        foreach ($scope in 'Global', 'Local') {
            $null = New-GdnStream $name -Scope $scope
            $null = New-GdnSubscription $name s -Scope $scope
            1..3 | Send-GdnMessage $name -Scope $scope
        }
    }

    It 'of <does>' -ForEach @(
        @{ does = 'Clear-GdnStream clears the local one'; run = { Clear-GdnStream $name -Scope Local -Force }; left = 0 }
        @{ does = 'Clear-GdnSubscription clears the local one'; run = { Clear-GdnSubscription $name s -Scope Local -Force }; left = 0 }
        @{ does = 'Skip-GdnSubscription skips in the local one'; run = { Skip-GdnSubscription $name s 1 -Scope Local -Force }; left = 2 }
        @{ does = 'Reset-GdnSubscription resets the local one'; run = { Reset-GdnSubscription $name s Latest -Scope Local -Force }; left = 0 }
    ) {
        $null = & $run
        Get-Backlog Local | Should -Be $left
        Get-Backlog Global | Should -Be 3
    }

    It 'of Compress-GdnStream compacts the local one' {
        (Compress-GdnStream $name -Scope Local).Scope | Should -Be 'Local'
    }

    It 'of Stop-GdnStream ends the local one' {
        (Stop-GdnStream $name -Scope Local -Force -PassThru).Scope | Should -Be 'Local'
        Assert-Failure (Get-Failure { 'x' | Send-GdnMessage $name -Scope Local }) GdnStreamTerminated InvalidOperation
        'x' | Send-GdnMessage $name -PassThru | Should -Not -BeNullOrEmpty
    }

    It 'of Remove-GdnSubscription removes the local one''s' {
        Remove-GdnSubscription $name s -Scope Local -Force
        Get-GdnSubscription $name * -Scope Local | Should -BeNullOrEmpty
        Get-Backlog Global | Should -Be 3
    }

    It 'of <settle> settles messages of the local one' -ForEach @(
        @{ settle = 'Confirm-GdnMessage'; left = 2; global = { Confirm-GdnMessage $name s $held.MessageId }; local = { Confirm-GdnMessage $name s $held.MessageId -Scope Local -PassThru } }
        @{ settle = 'Deny-GdnMessage'; left = 3; global = { Deny-GdnMessage -Stream $name -Subscription s -MessageId $held.MessageId }; local = { Deny-GdnMessage $name s $held.MessageId -Scope Local -PassThru } }
    ) {
        $held = Receive-GdnMessage $name s -Scope Local -Count 1 -AckMode Manual
        Assert-Failure (Get-Failure $global) GdnMessageNotFound ObjectNotFound
        (& $local).Scope | Should -Be 'Local'
        Wait-Until { (Get-Backlog Local) -eq $left }
        Get-Backlog Global | Should -Be 3
    }

    It 'of <measure> measures the local one' -ForEach @(
        @{ measure = 'Measure-GdnPublish'; run = { Measure-GdnPublish $name -Scope Local -Count 5 } }
        @{ measure = 'Measure-GdnDelivery'; run = { Measure-GdnDelivery $name -Scope Local -Count 5 } }
    ) {
        (& $run).Scope | Should -Be 'Local'
        (Get-GdnStreamStatistic $name).MessagesIn | Should -Be 3
    }

    It 'of Remove-GdnPermission is about the local one' {
        $user = (New-GdnUser -Email "$(New-Name)@demo.local" -Password secret-enough).Name
        foreach ($scope in 'Global', 'Local') { Set-GdnPermission $user ReadOnly -Stream $name -Scope $scope }
        Remove-GdnPermission $user -Stream $name -Scope Local -Force
        (Get-GdnPermission $user -Stream $name).Permission | Should -Be 'ReadOnly'
        (Get-GdnPermission $user -Stream $name -Scope Local).Permission | Should -Not -Be 'ReadOnly'
        Remove-GdnUser $user -Force
    }

    It 'of the cmdlets of pushes is about the local one' {
        $null = New-GdnPush $name s https://example.com -Scope Local -Paused
        $null = New-GdnPush $name s https://example.com -Paused
        Set-GdnPush $name s -MaxAttempts 7 -Scope Local
        (Get-GdnPush $name -Scope Local).MaxAttempts | Should -Be 7
        (Get-GdnPush $name -Scope Global).MaxAttempts | Should -Not -Be 7
        (Test-GdnPush $name s -Scope Local -ErrorAction SilentlyContinue).Scope | Should -Be 'Local'
        Remove-GdnPush $name s -Scope Local -Force
        Get-GdnPush $name -Scope Local | Should -BeNullOrEmpty
        Remove-GdnPush $name s -Force
    }
}
