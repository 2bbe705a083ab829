BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Remove-GdnSubscription' {
    It 'removes what Get-GdnSubscription writes, also where this session holds it open' {
        $name = New-Name
        'x' | Send-GdnMessage $name
        $null = Receive-GdnMessage $name s -InitialPosition Earliest -Count 1 -AckMode Manual
        Get-GdnSubscription $name | Remove-GdnSubscription -Confirm:$false
        Get-GdnSubscription $name | Should -BeNullOrEmpty
    }

    It 'takes wildcards, and asks nothing with -Force' {
        $name = New-Name
        $null = New-GdnStream "$name-a", "$name-b"
        $null = New-GdnSubscription "$name-a", "$name-b" s1, s2, t
        $ConfirmPreference = 'Low'
        Remove-GdnSubscription "$name*" s* -Force
        (Get-GdnSubscription "$name*").Name | Should -Be 't', 't'
        Remove-GdnSubscription "$name-a" * -Force
        (Get-GdnSubscription "$name*").Stream | Should -Be "$name-b"
    }

    It 'names an unknown stream and an unknown subscription' {
        $name = New-Name
        $null = New-GdnStream $name
        Assert-Failure (Get-Failure { Remove-GdnSubscription nowhere s -Confirm:$false }) GdnStreamNotFound ObjectNotFound 'nowhere'
        Assert-Failure (Get-Failure { Remove-GdnSubscription $name nobody -Confirm:$false }) GdnSubscriptionNotFound ObjectNotFound 'nobody'
    }

    It 'removes nothing with -WhatIf' -Tag 'same everywhere' {
        $name = New-Name
        $null = Receive-GdnMessage $name s -TimeoutSec 0
        Remove-GdnSubscription $name s -WhatIf
        (Get-GdnSubscription $name s).Name | Should -Be 's'
    }
}
