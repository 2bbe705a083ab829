BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/Receiver.ps1"
    $receiver = Start-Receiver
}

AfterAll { Stop-Receiver $receiver }

Describe 'Remove-GdnPush' {
    AfterEach { Get-GdnPush | Remove-GdnPush -Force }

    It 'ends a push and leaves the subscription with what it has' {
        $name = New-Pushed
        $null = New-GdnPush $name s $receiver.Url
        Remove-GdnPush $name s -Confirm:$false
        Get-GdnPush $name | Should -BeNullOrEmpty
        'x' | Send-GdnMessage $name
        (Get-GdnSubscription $name s).Backlog | Should -Be 1
        $receiver.Requests.Count | Should -Be 0
    }

    It 'takes wildcards and what Get-GdnPush writes, and asks nothing with -Force' {
        $name = New-Pushed
        $null = New-GdnSubscription $name t, u
        foreach ($subscription in 's', 't', 'u') { $null = New-GdnPush $name $subscription $receiver.Url }
        $ConfirmPreference = 'Low'
        Remove-GdnPush "$name*" [st] -Force
        (Get-GdnPush $name).Subscription | Should -Be 'u'
        Get-GdnPush $name | Remove-GdnPush -Force
        Get-GdnPush $name | Should -BeNullOrEmpty
    }

    It 'names what is not there' {
        $name = New-Pushed
        Assert-Failure (Get-Failure { Remove-GdnPush $name s -Force }) GdnPushNotFound ObjectNotFound 's'
        Remove-GdnPush $name * -Force
    }

    It 'removes nothing with -WhatIf' {
        $name = New-Pushed
        $null = New-GdnPush $name s $receiver.Url
        Remove-GdnPush $name s -WhatIf
        (Get-GdnPush $name s).Subscription | Should -Be 's'
    }
}
