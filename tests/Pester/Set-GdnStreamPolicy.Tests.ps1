BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Set-GdnStreamPolicy' {
    BeforeEach { $stream = New-Name; $null = New-GdnStream $stream }

    It 'sets what is given and leaves the rest, in text, TimeSpan and seconds' {
        Set-GdnStreamPolicy $stream -TimeToLive 90m -RetentionTime 7d -RetentionSize 30GB
        $policy = Get-GdnStreamPolicy $stream
        $policy.TimeToLive, $policy.RetentionTime, $policy.RetentionSize | Should -Be ([timespan]'1:30:0'), ([timespan]'7.0:0:0'), 30GB
        $policy = Set-GdnStreamPolicy $stream -TimeToLive ([timespan]'0:0:10') -PassThru
        $policy.TimeToLive, $policy.RetentionTime | Should -Be ([timespan]'0:0:10'), ([timespan]'7.0:0:0')
        (Set-GdnStreamPolicy $stream -TimeToLive 30 -PassThru).TimeToLive | Should -Be ([timespan]'0:0:30')
        (Set-GdnStreamPolicy $stream -TimeToLive 0 -PassThru).TimeToLive | Should -Be ([timespan]::Zero)
    }

    # A Pulsar takes no less than its backlog quota, which is 10 GB as it comes.
    It 'knows for ever and all' {
        $policy = Set-GdnStreamPolicy $stream -RetentionTime forever -RetentionSize -1 -PassThru
        $policy.RetentionTime, $policy.RetentionSize | Should -Be ([Threading.Timeout]::InfiniteTimeSpan), -1
        $policy | Out-String | Should -BeLike '*for ever*all*'
        $policy = Set-GdnStreamPolicy $stream -RetentionTime 0 -RetentionSize 0 -PassThru
        $policy.RetentionTime, $policy.RetentionSize | Should -Be ([timespan]::Zero), 0
    }

    It 'rounds up' {
        $policy = Set-GdnStreamPolicy $stream -RetentionTime 61 -RetentionSize (30GB + 1) -PassThru
        $policy.RetentionTime, $policy.RetentionSize | Should -Be ([timespan]'0:2:0'), (30GB + 1MB)
    }

    It 'takes sizes below one mebibyte' -Tag 'server only: a Pulsar takes no less than its backlog quota' {
        (Set-GdnStreamPolicy $stream -RetentionTime 1h -RetentionSize 1 -PassThru).RetentionSize | Should -Be 1MB
    }

    It 'takes back with -Reset' {
        Set-GdnStreamPolicy $stream -TimeToLive 1h -RetentionTime 1h
        $policy = Set-GdnStreamPolicy $stream -Reset -TimeToLive 2h -PassThru
        $policy.TimeToLive, $policy.RetentionTime, $policy.RetentionSize | Should -Be ([timespan]'2:0:0'), $null, $null
    }

    It 'knows a retention by size alone' -Tag 'server only: a Pulsar has both or none, and the time is for ever then' {
        $policy = Set-GdnStreamPolicy $stream -Reset -RetentionSize 1MB -PassThru
        $policy.TimeToLive, $policy.RetentionTime, $policy.RetentionSize | Should -Be $null, $null, 1MB
    }

    It 'takes streams from the pipeline and by wildcard' {
        $null = New-GdnStream "$stream-b" -Scope Local
        Get-GdnStream "$stream*" | Set-GdnStreamPolicy -TimeToLive 1h
        (Get-GdnStreamPolicy "$stream*").TimeToLive.TotalHours | Should -Be 1, 1
        Set-GdnStreamPolicy "$stream*" -TimeToLive 2h
        (Get-GdnStreamPolicy "$stream*").TimeToLive.TotalHours | Should -Be 2, 2
    }

    It 'passes over a stream that goes while many are set' {
        $name = New-Name
        $null = New-GdnStream "$name-a", "$name-b", "$name-c"
        $failure = $null
        $seen = Set-GdnStreamPolicy "$name*" -TimeToLive 1h -PassThru -ErrorVariable failure | ForEach-Object { if ($_.Name -like '*-a') { Remove-GdnStream "$name-b" -Force }; $_.Name }
        $seen | Should -Be "$name-a", "$name-c"
        $failure | Should -BeNullOrEmpty
    }

    It 'sets what the fabric says, of one scope' {
        $session = Connect-Target (New-GdnFabric (New-Name)).Name
        $policy = Set-GdnStreamPolicy -Fabric -Scope Local -TimeToLive 1h -Session $session -PassThru
        $policy.TimeToLive.TotalHours | Should -Be 1
        (Get-GdnStreamPolicy -Fabric -Session $session).TimeToLive | Should -Not -Be $policy.TimeToLive
        Disconnect-Gdn $session
        Remove-GdnFabric $session.Fabric -Force
    }

    It 'wants something to change, and what a duration is' -Tag 'same everywhere' {
        Assert-Failure (Get-Failure { Set-GdnStreamPolicy $stream }) GdnBadRequest InvalidArgument '-TimeToLive'
        { Set-GdnStreamPolicy $stream -TimeToLive soon } | Should -Throw '*such as 5m*'
        { Set-GdnStreamPolicy $stream -TimeToLive forever } | Should -Throw '*such as 5m*'
        { Set-GdnStreamPolicy $stream -TimeToLive -5 } | Should -Throw '*not negative*'
    }

    It 'names the parameter whose value is out of bounds, and the bound' {
        { Set-GdnStreamPolicy $stream -TimeToLive 24856d } | Should -Throw "*'TimeToLive'*at most 24855 days*"
        { Set-GdnStreamPolicy $stream -RetentionTime 400000d } | Should -Throw "*'RetentionTime'*"
        { Set-GdnStreamPolicy $stream -RetentionSize 3PB } | Should -Throw "*'RetentionSize'*2251799812636672*"
        { Set-GdnStreamPolicy $stream -RetentionSize -2 } | Should -Throw "*'RetentionSize'*"
        Set-GdnStreamPolicy $stream -TimeToLive 24855d -RetentionTime 365000d -RetentionSize 2251799812636672
        (Get-GdnStreamPolicy $stream).RetentionSize | Should -Be 2251799812636672
    }

    It 'names an unknown stream, and sets nothing with -WhatIf' -Tag 'same everywhere' {
        Assert-Failure (Get-Failure { Set-GdnStreamPolicy nowhere -TimeToLive 1h }) GdnStreamNotFound ObjectNotFound
        Set-GdnStreamPolicy $stream -TimeToLive 1h -WhatIf
        (Get-GdnStreamPolicy $stream).TimeToLive | Should -BeNullOrEmpty
    }
}
