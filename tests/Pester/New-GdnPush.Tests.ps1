BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/Receiver.ps1"
    $receiver = Start-Receiver
}

AfterAll { Stop-Receiver $receiver }

Describe 'New-GdnPush' {
    BeforeEach {
        $receiver.Status = 200
        $receiver.Requests.Clear()
    }

    AfterEach { Remove-GdnPush * * -Force }

    It 'lets the server deliver each message, in order' {
        $name = New-Pushed
        $push = New-GdnPush $name s "$($receiver.Url)orders?code=abc"
        "$push" | Should -Be "$name/s"
        $push.Url | Should -Be "$($receiver.Url)orders?..."
        $push.Signed, $push.Active, $push.MaxAttempts, $push.DeadLetter, $push.RatePerSec, $push.TimeoutSec | Should -Be $false, $true, 10, "$name-s-DLQ", $null, 30
        1..5 | Send-GdnMessage $name -Key k -Property @{ p = 'v w' }
        Wait-Until { $receiver.Requests.Count -eq 5 }
        $receiver.Requests.Text | Should -Be 1, 2, 3, 4, 5
        $first = $receiver.Requests[0]
        $first.Target | Should -Be '/orders?code=abc'
        $first.Headers['gdn-key'], $first.Headers['gdn-properties'], $first.Headers['gdn-stream'] | Should -Be 'k', 'p=v%20w', "c8globals.$name"
        Wait-Until { (Get-GdnSubscription $name s).Backlog -eq 0 }
    }

    It 'signs with -Secret: <kind>' -ForEach @(
        @{ kind = 'text'; secret = 'a secret of more than 16 bytes'; key = { [Text.Encoding]::UTF8.GetBytes('a secret of more than 16 bytes') } }
        @{ kind = 'a SecureString'; secret = (ConvertTo-SecureString 'a secret of more than 16 bytes' -AsPlainText -Force); key = { [Text.Encoding]::UTF8.GetBytes('a secret of more than 16 bytes') } }
        @{ kind = 'whsec_'; secret = "whsec_$([Convert]::ToBase64String([byte[]](1..24)))"; key = { [byte[]](1..24) } }
    ) {
        $name = New-Pushed
        (New-GdnPush $name s $receiver.Url -Secret $secret).Signed | Should -BeTrue
        'x' | Send-GdnMessage $name
        Wait-Until { $receiver.Requests.Count -eq 1 }
        $receiver.Requests[0].Headers['webhook-signature'] | Should -Be (Get-Signature $receiver.Requests[0] (& $key))
    }

    It 'takes what Get-GdnSubscription writes, of any scope' {
        $name = New-Name
        $null = New-GdnStream $name -Scope Local
        $null = New-GdnSubscription $name s -Scope Local
        $push = Get-GdnSubscription $name -Scope Local | New-GdnPush -Url $receiver.Url
        $push.Scope, $push.Subscription, $push.DeadLetter | Should -Be 'Local', 's', "$name-s-DLQ"
    }

    It 'gives up after -MaxAttempts and keeps the message in -DeadLetter' {
        $name = New-Pushed
        $receiver.Status = 500
        $push = New-GdnPush $name s $receiver.Url -MaxAttempts 1 -DeadLetter "$name-bad"
        $push.MaxAttempts, $push.DeadLetter | Should -Be 1, "$name-bad"
        'poison' | Send-GdnMessage $name
        Wait-Until { (Get-GdnPush $name s).DeadLettered -eq 1 }
        $dead = Receive-GdnMessage "$name-bad" look -InitialPosition Earliest -Count 1
        $dead.Text | Should -Be 'poison'
        $dead.Properties['PUSH_ERROR'], $dead.Properties['PUSH_ATTEMPTS'] | Should -Be 'It answered 500.', '1'
    }

    It 'keeps -RatePerSec, -TimeoutSec and a dead letter stream of another scope' {
        $name = New-Pushed
        $push = New-GdnPush $name s $receiver.Url -RatePerSec 2.5 -TimeoutSec 1m -DeadLetter "c8locals.$name"
        $push.RatePerSec, $push.TimeoutSec, $push.DeadLetter | Should -Be 2.5, 60, "c8locals.$name"
    }

    It 'waits with -Paused until it is told to begin' {
        $name = New-Pushed
        $push = New-GdnPush $name s $receiver.Url -Paused
        $push.State, $push.Active | Should -Be 'Paused', $false
        'x' | Send-GdnMessage $name
        (Get-GdnPush $name s).Backlog | Should -Be 1
        $receiver.Requests.Count | Should -Be 0
        Set-GdnPush $name s -Active $true
        Wait-Until { $receiver.Requests.Count -eq 1 }
    }

    It 'makes one push for a subscription that exists' {
        $name = New-Pushed
        $null = New-GdnPush $name s $receiver.Url
        Assert-Failure (Get-Failure { New-GdnPush $name s $receiver.Url }) GdnPushExists ResourceExists
        Assert-Failure (Get-Failure { New-GdnPush $name nobody $receiver.Url }) GdnSubscriptionNotFound ObjectNotFound 'nobody'
        Assert-Failure (Get-Failure { New-GdnPush nowhere s $receiver.Url }) GdnStreamNotFound ObjectNotFound 'nowhere'
    }

    It 'refuses an address that the server must not call, without repeating it: <_>' -ForEach @(
        'http://hooks.example.com/pl4nted', 'https://10.0.0.1/pl4nted', 'https://[fe80::1]/pl4nted', 'https://169.254.169.254/pl4nted', 'https://ada:pl4nted@hooks.example.com/', 'pl4nted'
    ) {
        $name = New-Pushed
        $address = $_
        $failure = Get-Failure { New-GdnPush $name s $address }
        Assert-Failure $failure GdnBadRequest InvalidArgument
        "$($failure.Exception.Message) $($failure.ErrorDetails.Message) $($failure.TargetObject)" | Should -Not -BeLike '*pl4nted*'
    }

    It 'refuses a secret that is too short, without repeating it' {
        $name = New-Pushed
        $secret = 'pl4nted'
        $failure = Get-Failure { New-GdnPush $name s $receiver.Url -Secret $secret }
        Assert-Failure $failure GdnBadRequest InvalidArgument '16 bytes'
        $failure | Format-List * -Force | Out-String | Should -Not -BeLike '*pl4nted*'
    }

    It 'refuses numbers out of their bounds: <_>' -ForEach '-MaxAttempts 0', '-MaxAttempts 1001', '-RatePerSec 0.001', '-RatePerSec 1001', '-TimeoutSec 0', '-TimeoutSec 301' {
        $name = New-Pushed
        (Get-Failure ([scriptblock]::Create("New-GdnPush $name s $($receiver.Url) $_"))).FullyQualifiedErrorId | Should -BeLike 'Parameter*,*NewGdnPush'
        Get-GdnPush $name | Should -BeNullOrEmpty
    }

    It 'is for administrators' {
        $name = New-Pushed
        $user = New-GdnUser -Email "$(New-Name)@example.com" -Password 'pass-word-1234'
        $session = Connect-Gdn $server.Url ([pscredential]::new($user.Email, (ConvertTo-SecureString pass-word-1234 -AsPlainText -Force)))
        try { Assert-Failure (Get-Failure { New-GdnPush $name s $receiver.Url -Session $session }) GdnForbidden PermissionDenied 'administrator' }
        finally {
            Disconnect-Gdn $session
            Remove-GdnUser $user.Name -Force
        }
    }

    It 'makes nothing with -WhatIf' {
        $name = New-Pushed
        New-GdnPush $name s $receiver.Url -WhatIf
        Get-GdnPush $name | Should -BeNullOrEmpty
    }

    It 'is shown as a table, and nowhere with its secret' {
        $name = New-Pushed
        $push = New-GdnPush $name s "$($receiver.Url)?code=pl4nted-1" -Secret 'pl4nted-2-pl4nted-2'
        Get-Header { $push } | Should -Be 'Stream', 'Subscription', 'State', 'Backlog', 'Delivered', 'Failed', 'LastError'
        ($push | Format-List * -Force | Out-String) + ($push | ConvertTo-Json) + (Get-GdnPush $name s | ConvertTo-Json) | Should -Not -BeLike '*pl4nted*'
    }
}
