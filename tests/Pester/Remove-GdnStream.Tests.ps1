BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Remove-GdnStream' {
    It 'removes what Get-GdnStream writes, also where this session holds it open' {
        $name = New-Name
        'x' | Send-GdnMessage $name
        $null = New-GdnStream $name -Scope Local
        Get-GdnStream $name | Remove-GdnStream -Confirm:$false
        Get-GdnStream "$name*" | Should -BeNullOrEmpty
    }

    It 'takes wildcards, of one scope or of every' {
        $name = New-Name
        $null = New-GdnStream "$name-a", "$name-b"
        $null = New-GdnStream "$name-a" -Scope Local
        Remove-GdnStream "$name*" -Scope Local -Force
        (Get-GdnStream "$name*").Topic | Sort-Object | Should -Be "c8globals.$name-a", "c8globals.$name-b"
        $null = New-GdnStream "$name-c" -Scope Local
        "$name*" | Remove-GdnStream -Force
        Get-GdnStream "$name*" | Should -BeNullOrEmpty
        Remove-GdnStream "$name*" -Force
    }

    It 'asks nothing with -Force, and removes while others are connected' {
        $name = New-Name
        $mine = Get-GdnSession
        $other = Connect-Target
        'x' | Send-GdnMessage $name
        $null = Receive-GdnMessage $name s -Session $other -InitialPosition Earliest -Count 1 -AckMode Manual
        $failure = Get-Failure { Remove-GdnStream $name -Confirm:$false -Session $mine }
        Assert-Failure $failure GdnActiveConsumers ResourceBusy
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-Force*'
        $ConfirmPreference = 'Low'
        Get-Failure { Remove-GdnStream $name -Force -Session $mine } | Should -BeNullOrEmpty
        Disconnect-Gdn $other -Confirm:$false
    }

    It 'names an unknown stream' {
        Assert-Failure (Get-Failure { Remove-GdnStream nowhere -Confirm:$false }) GdnStreamNotFound ObjectNotFound 'nowhere'
    }

    It 'removes nothing with -WhatIf' -Tag 'same everywhere' {
        $name = New-Name
        $null = New-GdnStream $name
        Remove-GdnStream $name -WhatIf
        (Get-GdnStream $name).Name | Should -Be $name
    }
}
