BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'New-GdnStream' {
    It 'creates a global and a local stream of one name' {
        $name = New-Name
        (New-GdnStream $name).Topic | Should -Be "c8globals.$name"
        (New-GdnStream $name -Scope Local).Topic | Should -Be "c8locals.$name"
        Get-GdnStream $name | ForEach-Object { "$($_.Scope)" } | Sort-Object | Should -Be 'Global', 'Local'
    }

    It 'creates what is piped' {
        $names = (New-Name), (New-Name)
        ($names | New-GdnStream).Name | Should -Be $names
    }

    It 'creates many that are piped, in their order and with few requests' {
        $name = New-Name
        $names = 0..499 | ForEach-Object { "$name-$_" }
        $lines = [Collections.Generic.List[string]]::new()
        $created = $names | New-GdnStream -Debug 5>&1 | ForEach-Object { if ($_ -is [Management.Automation.DebugRecord]) { $lines.Add("$_") } else { $_ } }
        $created.Name | Should -Be $names
        ($lines -match 'POST .*/streams[/?]').Count | Should -BeLessThan 250
        (Get-GdnStream "$name-*").Count | Should -Be 500
    }

    It 'fails for each name that is piped by itself, in their order' {
        $name = New-Name
        $null = New-GdnStream "$name-old"
        $written = "$name-a", "$name-old", '1bad', "$name-b", "$name-a", "$name-c" | New-GdnStream -ErrorAction Continue 2>&1 |
            ForEach-Object { if ($_ -is [Management.Automation.ErrorRecord]) { "$(@($_.FullyQualifiedErrorId -split ',')[0]) $($_.TargetObject)" } else { $_.Name } }
        $written | Should -Be "$name-a", "GdnStreamExists $name-old", 'GdnInvalidName 1bad', "$name-b", "GdnStreamExists $name-a", "$name-c"
    }

    It 'takes what is piped and exists with -IfNotExists' {
        $name = New-Name
        $null = New-GdnStream "$name-b"
        ("$name-a", "$name-b", "$name-c" | New-GdnStream -IfNotExists).Name | Should -Be "$name-a", "$name-b", "$name-c"
    }

    It 'creates nothing of what is piped with -WhatIf' -Tag 'same everywhere' {
        $name = New-Name
        1..3 | ForEach-Object { "$name-$_" } | New-GdnStream -WhatIf | Should -BeNullOrEmpty
        Get-GdnStream "$name-*" | Should -BeNullOrEmpty
    }

    It 'creates a name that comes alone without waiting for the next one' {
        $name = New-Name
        $seen = 'a', 'b' | ForEach-Object {
            "$name-$_"
            $last = "$name-$_"
            Wait-Until { Get-GdnStream "$last*" }
        } | New-GdnStream
        $seen.Name | Should -Be "$name-a", "$name-b"
    }

    It 'creates in the session that is selected when a name comes' {
        $name = New-Name
        $fabric = "f$(New-Name)".Substring(0, 20)
        $null = New-GdnFabric $fabric
        $first = Get-GdnSession
        $other = Connect-Target $fabric
        try {
            $created = 'a', 'b' | ForEach-Object { if ($_ -eq 'b') { Select-GdnSession $first } else { Select-GdnSession $other }; "$name-$_" } | New-GdnStream
            $created.Fabric | Should -Be $fabric, $first.Fabric
        }
        finally {
            Disconnect-Gdn $other
            Remove-GdnFabric $fabric -Force
        }
    }

    It 'has created the stream of a received message when that is acknowledged' {
        $name = New-Name
        'a', 'b', 'c' | ForEach-Object { "$name-$_" } | Send-GdnMessage $name
        Receive-GdnMessage $name s -Count 3 -InitialPosition Earliest | ForEach-Object Text | New-GdnStream | ForEach-Object Name | Should -Be "$name-a", "$name-b", "$name-c"
    }

    It 'ends where the pipeline ends early' {
        $name = New-Name
        (1..50 | ForEach-Object { "$name-$_" } | New-GdnStream | Select-Object -First 1).Name | Should -Be "$name-1"
        New-GdnStream "$name-after" | Should -Not -BeNullOrEmpty
    }

    It 'makes no partitions on one machine' -Tag 'not on a Pulsar: it has them' {
        Assert-Failure (Get-Failure { New-GdnStream (New-Name) -Partition 2 }) GdnNotSupported NotImplemented 'partitioned'
    }

    It 'does not create a stream that exists' {
        $name = New-Name
        $null = New-GdnStream $name
        Assert-Failure (Get-Failure { New-GdnStream $name }) GdnStreamExists ResourceExists $name
    }

    It 'takes one that exists with -IfNotExists, and creates one that does not' {
        $name = New-Name
        (New-GdnStream $name -IfNotExists).Name | Should -Be $name
        'x' | Send-GdnMessage $name
        (New-GdnStream $name -IfNotExists).Topic | Should -Be "c8globals.$name"
        (Get-GdnStreamStatistic $name).MessagesIn | Should -Be 1
    }

    It 'explains a name that the server rejects: <name>' -ForEach @(
        @{ name = '1starts-with-a-digit'; why = "starts with '1'" }
        @{ name = 'has space'; why = "contains ' '" }
        @{ name = 'a/b'; why = "contains '/'" }
    ) {
        $failure = Get-Failure { New-GdnStream $name }
        Assert-Failure $failure GdnInvalidName InvalidArgument $why
        $failure.TargetObject | Should -Be $name
        $failure.Exception.Message | Should -BeLike '*A name starts with a letter*'
    }

    It 'creates nothing with -WhatIf' -Tag 'same everywhere' {
        $name = New-Name
        New-GdnStream $name -WhatIf
        Get-GdnStream "$name*" | Should -BeNullOrEmpty
    }
}
