BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'Test-Gdn' {
    It 'says that all is well, how long it takes and how far the clocks are apart' -Tag 'not on a Pulsar: it has no users' {
        $test = Test-Gdn
        $test.IsHealthy, $test.IsReachable, $test.IsSignedIn, $test.Problem | Should -Be $true, $true, $true, $null
        $test.Url, $test.User | Should -Be $server.Url, 'root'
        $test.RoundTrip | Should -BeGreaterThan ([timespan]::Zero)
        [math]::Abs($test.ClockOffset.TotalSeconds) | Should -BeLessThan 5
        $test.Server | Should -BeLike 'C8DB *'
        Test-Gdn -Quiet | Should -BeTrue
    }

    It 'says what fails, and is no error' -Tag 'server only: it starts a server of its own and kills it' {
        $mortal = Start-GdnServer -InMemory
        $session = Connect-Gdn -Local
        Stop-GdnServer $mortal
        $test = Test-Gdn -Session $session
        $test.IsHealthy, $test.IsReachable, $test.IsSignedIn | Should -Be $false, $false, $false
        $test.Problem | Should -BeLike 'Nothing answers*'
        Test-Gdn -Session $session -Quiet | Should -BeFalse
        Disconnect-Gdn $session
    }

    It 'says that the server does not know the user any more' -Tag 'not on a Pulsar: it has no users' {
        $key = New-GdnApiKey (New-Name)
        $session = Connect-Gdn $server.Url -ApiKey $key.Key
        Remove-GdnApiKey $key.KeyId -Force
        $test = Test-Gdn -Session $session
        $test.IsReachable, $test.IsSignedIn | Should -Be $true, $false
        $test.Problem | Should -BeLike '*API key*'
        Disconnect-Gdn $session
    }

    It 'takes sessions from the pipeline' {
        $first = Get-GdnSession
        $other = Connect-Target
        ($first, $other | Test-Gdn).Url | Should -Be $server.Url, $server.Url
        Get-GdnSession | Test-Gdn -Quiet | Should -BeTrue
        Disconnect-Gdn $other
        Assert-Failure (Get-Failure { $other | Test-Gdn }) GdnClosed InvalidOperation 'disconnected'
    }

    It 'is shown as a table' -Tag 'same everywhere' {
        Get-Header { Test-Gdn } | Should -Be 'Url', 'Healthy', 'User', 'RoundTrip', 'Clock', 'Problem'
    }
}
