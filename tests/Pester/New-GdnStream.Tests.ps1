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

    It 'creates nothing with -WhatIf' {
        $name = New-Name
        New-GdnStream $name -WhatIf
        Get-GdnStream "$name*" | Should -BeNullOrEmpty
    }
}
