BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Get-GdnStreamPolicy' {
    BeforeAll { $stream = New-Name; $null = New-GdnStream $stream }

    It 'shows that a stream says nothing, and what it says' {
        $policy = Get-GdnStreamPolicy $stream
        $policy.Name, $policy.Fabric, $policy.Scope | Should -Be $stream, '_system', 'Global'
        $policy.TimeToLive, $policy.RetentionTime, $policy.RetentionSize | Should -Be $null, $null, $null
        Set-GdnStreamPolicy $stream -TimeToLive 1h
        (Get-GdnStream $stream | Get-GdnStreamPolicy).TimeToLive | Should -Be ([timespan]'1:0:0')
        (Get-GdnStreamPolicy "$stream*").Name | Should -Be $stream
    }

    It 'shows what the fabric says, of each scope' {
        $policy = Get-GdnStreamPolicy -Fabric -Scope Local
        $policy.Name, $policy.Fabric, $policy.Scope | Should -Be $null, '_system', 'Local'
    }

    It 'names an unknown stream' {
        Assert-Failure (Get-Failure { Get-GdnStreamPolicy nowhere }) GdnStreamNotFound ObjectNotFound
    }

    It 'passes over a stream that goes while many are shown' {
        $name = New-Name
        $null = New-GdnStream "$name-a", "$name-b", "$name-c"
        $failure = $null
        $seen = Get-GdnStreamPolicy "$name*" -ErrorVariable failure | ForEach-Object { if ($_.Name -like '*-a') { Remove-GdnStream "$name-b" -Force }; $_.Name }
        $seen | Should -Be "$name-a", "$name-c"
        $failure | Should -BeNullOrEmpty
    }

    It 'is shown as a table and as a list' -Tag 'same everywhere' {
        Get-Header { Get-GdnStreamPolicy $stream } | Should -Be 'Name', 'Scope', 'TimeToLive', 'RetentionTime', 'RetentionSize'
        Get-GdnStreamPolicy $stream | Format-List | Out-String | Should -BeLike '*RetentionTime*inherited*'
        Get-GdnStreamPolicy -Fabric | Out-String | Should -BeLike '*(fabric _system)*'
    }
}
