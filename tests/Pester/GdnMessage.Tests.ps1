BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    function Read-All([string] $Stream, [int] $Count) { Receive-GdnMessage $Stream "read$([guid]::NewGuid().ToString('n'))" -InitialPosition Earliest -Count $Count }
}

Describe 'GdnMessage' {
    BeforeEach { $stream = New-Name }

    It 'reads JSON without loss' {
        '{"n":123456789012345678901,"d":0.1234567890123456789012,"A":1,"a":2,"list":[1,"x",null]}' | Send-GdnMessage $stream
        $json = (Read-All $stream 1).Json
        "$($json.n)", "$($json.d)", $json.A, $json.a, $json.list.Count | Should -Be '123456789012345678901', '0.1234567890123456789012', 1, 2, 3
    }

    It 'has no JSON where the payload is none' {
        'no json' | Send-GdnMessage $stream
        (Read-All $stream 1).Json | Should -BeNullOrEmpty
    }

    It 'becomes JSON without a list of numbers' {
        Send-GdnMessage $stream ([byte[]](1, 2, 3))
        Send-GdnMessage $stream @{ a = 1 }
        $message = Read-All $stream 2 | Select-Object -Last 1
        $message | ConvertTo-Json -Compress | Should -Not -Match '123,34'
        ($message | ConvertTo-Json | ConvertFrom-Json).Text | Should -Be '{"a":1}'
        , $message.Payload | Should -BeOfType byte[]
        $message.Size | Should -Be 7
    }

    It 'tells its age and its size in words, and lists neither' {
        Send-GdnMessage $stream ('x' * 2048)
        $message = Read-All $stream 1
        $message.Age | Should -BeOfType timespan
        $message.Age | Should -BeLessThan ([timespan]'01:00:00')
        $message.SizeText | Should -Be '2 KiB'
        $message | Where-Object Age -GT ([timespan]'01:00:00') | Should -BeNullOrEmpty
        ($message | ConvertTo-Json | ConvertFrom-Json).PSObject.Properties.Name | Should -Not -Contain Age
    }

    It 'is known by its stream and id' {
        Send-GdnMessage $stream x
        $message = Read-All $stream 1
        $message.PSStandardMembers.DefaultKeyPropertySet.ReferencedPropertyNames | Should -Be Stream, Scope, MessageId
    }

    It 'has every property that the quickstart names' {
        $table = (Get-Content "$root/docs/quickstart.md" -Raw) -match '(?ms)^\| component of a message \|.*?(?=^\s*$)' ? $Matches[0] : ''
        $named = [regex]::Matches((($table -split '\n' | ForEach-Object { ($_ -split '\|')[2] }) -join ' '), '`(\w+)`') | ForEach-Object { $_.Groups[1].Value }
        'one' | Send-GdnMessage $stream
        $message = Read-All $stream 1
        $named | Should -Contain 'Payload'
        $named | Where-Object { -not $message.PSObject.Properties[$_] } | Should -BeNullOrEmpty
    }
}
