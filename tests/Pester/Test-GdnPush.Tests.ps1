BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/Receiver.ps1"
    $receiver = Start-Receiver
}

AfterAll { Stop-Receiver $receiver }

Describe 'Test-GdnPush' {
    BeforeEach {
        $receiver.Status = 202
        $receiver.Requests.Clear()
        $name = New-Pushed
        $null = New-GdnPush $name s $receiver.Url -Paused -Secret 'a secret of more than 16 bytes'
    }

    AfterEach { Remove-GdnPush * * -Force }

    It 'sends one signed test delivery and touches no message' {
        'x' | Send-GdnMessage $name
        $test = Test-GdnPush $name s
        $test.Accepted, $test.Status, $test.Error | Should -Be $true, 202, $null
        $test.Elapsed | Should -BeGreaterThan ([timespan]::Zero)
        "$test" | Should -Be "$name/s was accepted"
        $receiver.Requests.Count | Should -Be 1
        $request = $receiver.Requests[0]
        $request.Headers['gdn-test'] | Should -Be 'true'
        ($request.Text | ConvertFrom-Json).type | Should -Be 'gdn.push.test'
        $request.Headers['webhook-signature'] | Should -Be (Get-Signature $request ([Text.Encoding]::UTF8.GetBytes('a secret of more than 16 bytes')))
        $push = Get-GdnPush $name s
        $push.Backlog, $push.Delivered, $push.Failed | Should -Be 1, 0, 0
    }

    It 'tells what went wrong' {
        $receiver.Status = 401
        $test = Test-GdnPush $name s
        $test.Accepted, $test.Status, $test.Error | Should -Be $false, 401, 'It answered 401.'
        "$test" | Should -Be 'It answered 401.'
        Set-GdnPush $name s -Url 'http://127.0.0.1:9/'
        $test = Test-GdnPush $name s
        $test.Status, $test.Error | Should -Be 0, 'The connection failed: nothing accepts it there, or it cannot be reached.'
    }

    It 'writes only whether it was taken with -Quiet' {
        Test-GdnPush $name s -Quiet | Should -BeTrue
        $receiver.Status = 500
        Test-GdnPush $name s -Quiet | Should -BeFalse
    }

    It 'takes wildcards and what Get-GdnPush writes' {
        $null = New-GdnSubscription $name t
        $null = New-GdnPush $name t $receiver.Url -Paused
        (Test-GdnPush $name *).Subscription | Should -Be 's', 't'
        (Get-GdnPush $name | Test-GdnPush).Accepted | Should -Be $true, $true
    }

    It 'names what is not there' {
        Assert-Failure (Get-Failure { Test-GdnPush $name nobody }) GdnPushNotFound ObjectNotFound 'nobody'
    }

    It 'is shown as a table' {
        Get-Header { Test-GdnPush $name s } | Should -Be 'Stream', 'Subscription', 'Accepted', 'Status', 'ms', 'Error'
    }
}
