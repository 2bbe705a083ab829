BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/Receiver.ps1"
    $receiver = Start-Receiver
}

AfterAll { Stop-Receiver $receiver }

Describe 'Set-GdnPush' {
    BeforeEach {
        $receiver.Status = 200
        $receiver.Requests.Clear()
        $name = New-Pushed
        $null = New-GdnPush $name s "$($receiver.Url)old" -MaxAttempts 7 -Paused
    }

    AfterEach { Remove-GdnPush * * -Force }

    It 'changes what is given and leaves the rest' {
        Set-GdnPush $name s -RatePerSec 3 | Should -BeNullOrEmpty
        $push = Set-GdnPush $name s -Url "$($receiver.Url)new" -Secret 'a secret of more than 16 bytes' -TimeoutSec 5 -DeadLetter "$name-bad" -PassThru
        $push.Url, $push.Signed, $push.TimeoutSec, $push.DeadLetter | Should -Be "$($receiver.Url)new", $true, 5, "$name-bad"
        $push.MaxAttempts, $push.RatePerSec, $push.Active | Should -Be 7, 3, $false
        $push = Set-GdnPush $name s -MaxAttempts 2 -RatePerSec 0 -Secret '' -PassThru
        $push.MaxAttempts, $push.RatePerSec, $push.Signed | Should -Be 2, $null, $false
    }

    It 'stops and resumes, and tries at once what waits' {
        $receiver.Status = 500
        'x' | Send-GdnMessage $name
        Set-GdnPush $name s -Active $true
        Wait-Until { (Get-GdnPush $name s).Failed -ge 1 }
        Set-GdnPush $name s -Active $false
        $receiver.Requests.Clear()
        $receiver.Status = 200
        (Get-GdnPush $name s).State | Should -Be 'Paused'
        Set-GdnPush $name s -Active $true -Url "$($receiver.Url)mended"
        Wait-Until { $receiver.Requests | Where-Object Target -EQ '/mended' }
        ($receiver.Requests | Where-Object Target -EQ '/mended').Count | Should -Be 1
    }

    It 'takes wildcards and what Get-GdnPush writes' {
        $null = New-GdnSubscription $name t
        $null = New-GdnPush $name t $receiver.Url -Paused
        Set-GdnPush "$name*" * -MaxAttempts 3
        (Get-GdnPush $name).MaxAttempts | Should -Be 3, 3
        Get-GdnPush $name | Set-GdnPush -MaxAttempts 4
        (Get-GdnPush $name).MaxAttempts | Should -Be 4, 4
    }

    It 'takes no unset variable for nothing' {
        (Get-Failure { Set-GdnPush $name s -MaxAttempts 3 -Active $env:GDN_NO_SUCH_VARIABLE }).FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError*'
        (Get-GdnPush $name s).MaxAttempts | Should -Be 7
    }

    It 'names what is not there, what is not allowed, and that nothing is to be changed' {
        Assert-Failure (Get-Failure { Set-GdnPush $name nobody -MaxAttempts 1 }) GdnPushNotFound ObjectNotFound 'nobody'
        Assert-Failure (Get-Failure { Set-GdnPush $name s -Url https://10.0.0.1/ }) GdnBadRequest InvalidArgument '--push-network'
        Assert-Failure (Get-Failure { Set-GdnPush $name s -DeadLetter $name }) GdnBadRequest InvalidArgument 'come from'
        Assert-Failure (Get-Failure { Set-GdnPush $name s }) GdnBadRequest InvalidArgument 'Nothing is to be changed'
    }

    It 'changes nothing with -WhatIf' {
        Set-GdnPush $name s -MaxAttempts 1 -WhatIf
        (Get-GdnPush $name s).MaxAttempts | Should -Be 7
    }
}
