BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Get-GdnStream' {
    It 'finds streams by name, wildcard and scope' {
        $name = New-Name
        $null = New-GdnStream $name, "$name-b"
        $null = New-GdnStream $name -Scope Local
        (Get-GdnStream $name -Scope Local).Topic | Should -Be "c8locals.$name"
        (Get-GdnStream "c8globals.$name").Scope | Should -Be 'Global'
        @(Get-GdnStream "$name*").Count | Should -Be 3
        Get-GdnStream nowhere* | Should -BeNullOrEmpty
    }

    It 'names the unknown one among known ones, and goes on' {
        $name = New-Name
        $null = New-GdnStream $name
        $failure = Get-Failure { $script:found = 'nowhere', $name | Get-GdnStream }
        Assert-Failure $failure GdnStreamNotFound ObjectNotFound 'nowhere'
        $failure.TargetObject | Should -Be 'nowhere'
        (Get-GdnStream 'nowhere', $name -ErrorAction Ignore).Name | Should -Be $name
    }

    It 'says which pattern is none, and lists the others' {
        $name = New-Name
        $null = New-GdnStream $name
        $failure = Get-Failure { $script:found = Get-GdnStream 'a[', $name }
        Assert-Failure $failure GdnInvalidName InvalidArgument 'is no pattern'
        $script:found.Name | Should -Be $name
    }

    It 'is shown as a table' -Tag 'same everywhere' {
        Get-Header { New-GdnStream (New-Name) } | Should -Be 'Name', 'Scope', 'Fabric', 'Tenant'
    }

    It 'is shown as a list with all that it has' -Tag 'same everywhere' {
        $stream = New-GdnStream (New-Name)
        $shown = $stream | Format-List | Out-String -Width 200
        foreach ($name in $stream.PSObject.Properties.Name) { $shown | Should -Match "\b$name\b" }
    }
}
