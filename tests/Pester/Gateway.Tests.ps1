# What only a gateway to a Pulsar has: topics there, and what it leaves to others. The suites of the cmdlets run on it, too (Run.ps1 -Target gateway).
BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'A gateway' {
    It 'is a server of GDN' {
        (Test-Gdn).Server | Should -BeLike 'C8DB *'
        (Get-GdnRegion).Name | Should -Be 'local'
    }

    It 'keeps the streams of a fabric as topics of its tenant' {
        function Get-Topic { @(Invoke-RestMethod "$($server.Pulsar)admin/v2/persistent/demo/c8global._system" | ForEach-Object { $_ }) }
        $stream = (New-GdnStream (New-Name)).Name
        "persistent://demo/c8global._system/c8globals.$stream" | Should -BeIn (Get-Topic)
        Remove-GdnStream $stream -Force
        "persistent://demo/c8global._system/c8globals.$stream" | Should -Not -BeIn (Get-Topic)
    }

    It 'keeps a fabric as two namespaces' {
        $name = New-Name
        $null = New-GdnFabric $name
        "demo/c8global.$name", "demo/c8local.$name" | Where-Object { $_ -in (Invoke-RestMethod "$($server.Pulsar)admin/v2/namespaces/demo") } | Should -HaveCount 2
        Remove-GdnFabric $name -Force
        Invoke-RestMethod "$($server.Pulsar)admin/v2/namespaces/demo" | Should -Not -BeLike "*$name"
    }

    It 'pushes nothing, and says what to use instead: <_>' -ForEach 'New-GdnPush $stream s https://hooks.example.com/x', 'Set-GdnPush $stream s -Active $true', 'Remove-GdnPush $stream s -Force', 'Test-GdnPush $stream s' {
        $stream = New-Name
        $null = New-GdnStream $stream
        $null = New-GdnSubscription $stream s
        Assert-Failure (Get-Failure ([scriptblock]::Create($_))) GdnNotSupported NotImplemented 'Invoke-GdnHandler'
    }

    It 'is told where a delay is too short for the Pulsar behind it' {
        'x' | Send-GdnMessage (New-Name) -DeliverAfter 1s -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike 'A Pulsar looks once a second*more than 1s.'
        'x' | Send-GdnMessage (New-Name) -DeliverAfter 2s -WarningVariable warned
        $warned | Should -BeNullOrEmpty
    }

    It 'lists no pushes' {
        Get-GdnPush | Should -BeNullOrEmpty
    }
}
