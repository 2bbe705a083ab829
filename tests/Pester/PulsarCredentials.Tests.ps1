# The cmdlets in a session with a real Apache Pulsar that asks for credentials: tokens, users with passwords, and roles of few rights.
BeforeDiscovery {
    . "$PSScriptRoot/RealPulsar.ps1"
    $missing = Get-MissingPulsar -Own
    if ($missing) { Write-Warning "The suite about a Pulsar's credentials is skipped. $missing." }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/RealPulsar.ps1"

    # A token for a role, signed with the Pulsar's key.
    function New-Token([string] $Role) {
        $parts = '{"alg":"HS256"}', "{`"sub`":`"$Role`"}" | ForEach-Object { ConvertTo-Base64Url ([Text.Encoding]::ASCII.GetBytes($_)) }
        $text = $parts -join '.'
        "$text.$(ConvertTo-Base64Url ([Security.Cryptography.HMACSHA256]::HashData($secret, [Text.Encoding]::ASCII.GetBytes($text))))"
    }

    function ConvertTo-Base64Url([byte[]] $Bytes) { [Convert]::ToBase64String($Bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_') }

    # Publishes, receives, acknowledges and asks in the current session; what came, and what is left.
    function Use-Pulsar {
        $stream = (New-GdnStream (New-Name)).Name
        $null = New-GdnSubscription $stream s
        'one', 'two' | Send-GdnMessage $stream
        $got = Receive-GdnMessage $stream s -Count 2 -AckMode Manual
        $got | Confirm-GdnMessage
        $got.Text
        Wait-Until { (Get-GdnSubscription $stream s).Backlog -eq 0 }
        (Get-GdnStreamStatistic $stream).MessagesIn
        (Read-GdnMessage $stream -Last 1).Text
        Remove-GdnStream $stream -Force
    }

    if (-not (Get-MissingPulsar -Own)) {
        $secret = [Security.Cryptography.RandomNumberGenerator]::GetBytes(32)

        # openssl passwd -apr1 -salt gdnsalts s3cret-basic
        $users = [Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes('ada:$apr1$gdnsalts$nMJW8rTBnggNz0T1qWcih/'))
        $settings = @(
            'superUserRoles=admin,ada', "basicAuthConf=data:;base64,$users"
            "authenticationProviders=$(('Token', 'Basic' | ForEach-Object { "org.apache.pulsar.broker.authentication.AuthenticationProvider$_" }) -join ',')"
        )
        $pulsar = Start-Pulsar (@('--secret', [Convert]::ToBase64String($secret)) + ($settings | ForEach-Object { '--set', $_ }))
        $admin = New-Token admin
        $ada = [pscredential]::new('ada', (ConvertTo-SecureString s3cret-basic -AsPlainText -Force))
    }
}

AfterAll {
    if ($pulsar) { Stop-Pulsar $pulsar }
}

Describe 'Connect-Gdn to a Pulsar that asks for credentials' -Skip:([bool] $missing) {
    It 'goes with <name>' -ForEach @(
        @{ name = '-Token'; script = { Connect-Gdn -Pulsar $pulsar.Url -Token $admin } }
        @{ name = '-Token as a secure string'; script = { Connect-Gdn -Pulsar $pulsar.Url -Token (ConvertTo-SecureString $admin -AsPlainText -Force) } }
        @{ name = '-Credential'; script = { Connect-Gdn -Pulsar $pulsar.Url -Credential $ada } }
        @{ name = 'a connection with a token'; script = { Connect-Gdn -Connection @{ Pulsar = "$($pulsar.Url)"; Token = $admin } } }
    ) {
        $session = & $script
        Use-Pulsar | Should -Be 'one', 'two', 2, 'two'
        Disconnect-Gdn $session
    }

    It 'fails at once, and leaves no session: <name>' -ForEach @(
        @{ name = 'nothing given'; script = { Connect-Gdn -Pulsar $pulsar.Url } }
        @{ name = 'a token of another key'; script = { $secret = [byte[]]::new(32); Connect-Gdn -Pulsar $pulsar.Url -Token (New-Token admin) } }
        @{ name = 'a wrong password'; script = { Connect-Gdn -Pulsar $pulsar.Url -Credential ([pscredential]::new('ada', (ConvertTo-SecureString wrong -AsPlainText -Force))) } }
    ) {
        $before = @(Get-GdnSession -All).Count
        $failure = Get-Failure $script
        Assert-Failure $failure GdnUnauthorized AuthenticationError
        $failure[0].ErrorDetails.RecommendedAction | Should -Match credential
        @(Get-GdnSession -All).Count | Should -Be $before
    }
}

Describe 'A role of few rights' -Skip:([bool] $missing) {
    BeforeAll {
        $session = Connect-Gdn -Pulsar $pulsar.Url -Token $admin
        $stream = (New-GdnStream (New-Name)).Name
        $null = New-GdnSubscription $stream s
        Invoke-RestMethod "$($pulsar.Url)admin/v2/namespaces/public/default/permissions/writer" -Method Post -Body '["produce"]' -ContentType application/json -Headers @{ Authorization = "Bearer $admin" }
        $few = Connect-Gdn -Pulsar $pulsar.Url -Token (New-Token writer)
        $none = Connect-Gdn -Pulsar $pulsar.Url -Token (New-Token nobody)
    }

    AfterAll { $few, $none, $session | Disconnect-Gdn }

    It 'is let in, and does what it may' {
        'x' | Send-GdnMessage $stream -Session $few -Create:$false
        (Get-GdnSubscription $stream s -Session $session).Backlog | Should -Be 1
    }

    It '<script> says GdnForbidden' -ForEach @(
        @{ script = { Receive-GdnMessage $stream s -Session $few -Create:$false -Count 1 -TimeoutSec 5 } }
        @{ script = { Remove-GdnSubscription $stream s -Session $few -Force } }
        @{ script = { New-GdnStream (New-Name) -Session $few } }
        @{ script = { Stop-GdnStream $stream -Session $few -Force } }
        @{ script = { 'x' | Send-GdnMessage $stream -Session $none -Create:$false } }
        @{ script = { Get-GdnStream -Session $none } }
        @{ script = { Get-GdnStreamStatistic $stream -Session $none } }
    ) {
        Assert-Failure (Get-Failure $script) GdnForbidden PermissionDenied
        (Get-GdnSubscription $stream s -Session $session).Name | Should -Be s
    }
}
