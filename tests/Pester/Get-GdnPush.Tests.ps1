BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/Receiver.ps1"
    $receiver = Start-Receiver
}

AfterAll { Stop-Receiver $receiver }

Describe 'Get-GdnPush' {
    AfterEach { Remove-GdnPush * * -Force }

    It 'shows how a push is doing' {
        $name = New-Pushed
        $null = New-GdnPush $name s $receiver.Url
        $receiver.Status = 200
        1..3 | Send-GdnMessage $name
        Wait-Until { (Get-GdnPush $name s).Backlog -eq 0 }
        $push = Get-GdnPush $name s
        $push.State, $push.Delivered, $push.Failed, $push.DeadLettered, $push.LastError | Should -Be 'Delivering', 3, 0, 0, $null
        $push.LastDelivery | Should -BeOfType [DateTimeOffset]
        $receiver.Status = 503
        4 | Send-GdnMessage $name
        Wait-Until { (Get-GdnPush $name s).Failed -gt 0 }
        $push = Get-GdnPush $name s
        $push.Backlog, $push.LastError | Should -Be 1, 'It answered 503.'
        $push.LastErrorTime | Should -BeOfType [DateTimeOffset]
        $receiver.Status = 200
        Wait-Until { (Get-GdnPush $name s).Backlog -eq 0 }
        (Get-GdnPush $name s).LastError | Should -Be 'It answered 503.'
    }

    It 'shows that somebody else has the subscription' {
        $name = New-Pushed
        'x' | Send-GdnMessage $name
        $held = Receive-GdnMessage $name s -Count 1 -AckMode Manual
        $null = New-GdnPush $name s $receiver.Url
        Wait-Until { (Get-GdnPush $name s).State -eq 'Blocked' }
        (Get-GdnPush $name s).LastError | Should -BeLike '*Exclusive*'
        $held | Confirm-GdnMessage
    }

    It 'takes wildcards, streams and subscriptions' {
        $name = New-Name
        $null = New-GdnStream "$name-a", "$name-b"
        $null = New-GdnStream "$name-l" -Scope Local
        $null = New-GdnSubscription "$name-a", "$name-b" one, two
        $null = New-GdnSubscription "$name-l" one -Scope Local
        foreach ($stream in "$name-a", "$name-b") { $null = New-GdnPush $stream one $receiver.Url -Paused }
        $null = New-GdnPush "$name-a" two $receiver.Url -Paused
        $null = New-GdnPush "$name-l" one $receiver.Url -Paused -Scope Local
        (Get-GdnPush "$name*").Count | Should -Be 4
        (Get-GdnPush "$name*" -Scope Local).Stream | Should -Be "$name-l"
        (Get-GdnPush "$name*" t*).Stream | Should -Be "$name-a"
        (Get-GdnPush "$name*" two).Stream | Should -Be "$name-a"
        (Get-GdnPush "$name-a").Subscription | Should -Be 'one', 'two'
        (Get-GdnStream "$name-a", "$name-b" | Get-GdnPush).Count | Should -Be 3
        (Get-GdnSubscription "$name-a" two | Get-GdnPush).Subscription | Should -Be 'two'
        (Get-GdnPush "$name-a" one, two | Get-GdnPush).Subscription | Should -Be 'one', 'two'
        Get-GdnPush "$name-x*" | Should -BeNullOrEmpty
    }

    It 'names what is not there' {
        $name = New-Pushed
        Assert-Failure (Get-Failure { Get-GdnPush $name s }) GdnPushNotFound ObjectNotFound 's'
        Get-GdnPush $name | Should -BeNullOrEmpty
    }

    It 'ends with its subscription and its stream' {
        $name = New-Pushed
        $null = New-GdnPush $name s $receiver.Url
        Remove-GdnSubscription $name s -Force
        Get-GdnPush $name | Should -BeNullOrEmpty
        $null = New-GdnSubscription $name s
        $null = New-GdnPush $name s $receiver.Url
        Remove-GdnStream $name -Confirm:$false
        Get-GdnPush $name | Should -BeNullOrEmpty
    }
}
