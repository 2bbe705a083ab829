BeforeAll { . "$PSScriptRoot/Shared.ps1" }

# Secrets reach the cmdlets in variables: the line that a user types is theirs, and is shown with its error.
Describe 'A secret' {
    BeforeAll {
        $kept = "$TestDrive/kept"
        $transcript = "$TestDrive/transcript.txt"
        $secrets = [ordered]@{
            'a wrong password' = "pl4nted-$(New-Name)"; 'a wrong key' = "pl4nted-$(New-Name)"; 'a wrong token' = "pl4nted-$(New-Name)"; 'a password in an address' = "pl4nted-$(New-Name)"; 'a new password' = "pl4nted-$(New-Name)"; 'a changed password' = "pl4nted-$(New-Name)"
        }
        $shown = [Text.StringBuilder]::new()
        $debugged = [Text.StringBuilder]::new()

        # Everything that a cmdlet says, in every way in which it is shown.
        function Watch([scriptblock] $Script) {
            $all = @(try { & $Script *>&1 } catch { $_ })
            foreach ($view in ($all | Out-String), ($all | Format-List | Out-String), ($all | Format-List * -Force | Out-String), ($all | Format-Custom | Out-String)) { $null = $shown.Append($view) }
            $all | Where-Object { $_ -is [Management.Automation.DebugRecord] } | ForEach-Object { $null = $debugged.AppendLine($_.Message) }
            $all | Out-Default
            $all
        }

        $Error.Clear()
        $current = Get-GdnSession
        $VerbosePreference = $DebugPreference = 'Continue'
        $null = Start-Transcript $transcript
        try {
            $started = Watch { Start-GdnServer $kept } | Where-Object { $_ -is [GdnStreams.Cmdlets.GdnServer] }
            $arguments = if ($IsLinux) { [IO.File]::ReadAllText("/proc/$($started.ProcessId)/cmdline") } else { '' }
            $first = Get-Content "$kept/credentials.json" -Raw | ConvertFrom-Json
            $secrets['the password'] = $first.password
            $secrets['the key'] = $first.apiKey.Split('.')[2]
            $body = @{ email = $first.email; password = $first.password } | ConvertTo-Json
            $token = (Invoke-RestMethod "$($started.Url)_open/auth" -Method Post -Body $body -ContentType application/json -Verbose:$false -Debug:$false).jwt
            $secrets['the token'] = $token.Split('.')[2]
            $right = [pscredential]::new($first.email, (ConvertTo-SecureString $first.password -AsPlainText -Force))
            $wrong = [pscredential]::new($first.email, (ConvertTo-SecureString $secrets['a wrong password'] -AsPlainText -Force))
            $wrongKey = "$($first.tenant).main.$($secrets['a wrong key'])"
            $wrongToken = "$($token.Substring(0, $token.LastIndexOf('.'))).$($secrets['a wrong token'])"
            $address = "http://ada:$($secrets['a password in an address'])@127.0.0.1:$($started.Url.Port)/"
            $closed = 'http://127.0.0.1:9'
            $null = @(
                Watch { Connect-Gdn $started.Url $wrong }
                Watch { Connect-Gdn $started.Url -ApiKey $wrongKey }
                Watch { Connect-Gdn $started.Url -ApiKey (ConvertTo-SecureString $wrongKey -AsPlainText -Force) }
                Watch { Connect-Gdn $started.Url -Token $wrongToken }
                Watch { Connect-Gdn $started.Url -Token $secrets['a wrong token'] }
                Watch { Connect-Gdn $address -Token $token }
                Watch { Connect-Gdn $closed $right }
                Watch { Connect-Gdn $closed -ApiKey $first.apiKey }
                Watch { Connect-Gdn http://192.0.2.1 -Token $token }
                Watch { Connect-Gdn $started.Url $right -Fabric nowhere }
                Watch { Connect-Gdn $started.Url -ApiKey $first.apiKey -Fabric nowhere }
                Watch { Connect-Gdn $started.Url -ApiKey $first.apiKey, $first.apiKey }
                Watch { Connect-Gdn $started.Url -Token @{ token = $token } }
            )
            foreach ($connect in { Connect-Gdn $started.Url $right }, { Connect-Gdn $started.Url -ApiKey $first.apiKey }, { Connect-Gdn $started.Url -Token $token }, { Connect-Gdn -Local }) {
                $session = Watch $connect | Where-Object { $_ -is [GdnStreams.Client.GdnSession] }
                $name = New-Name
                $null = @(
                    Watch { Get-GdnSession -All; Get-GdnServer; Get-GdnFabric }
                    Watch { New-GdnStream $name; Get-GdnStream $name; New-GdnStream $name; Get-GdnStream nowhere }
                    Watch { 'text' | Send-GdnMessage $name -PassThru; 'text' | Send-GdnMessage nowhere/at/all }
                    Watch { Receive-GdnMessage $name s -InitialPosition Earliest -Count 1 | ForEach-Object { $_; Confirm-GdnMessage $_; Deny-GdnMessage $_ } }
                    Watch { Get-GdnSubscription $name; Remove-GdnSubscription $name s -Confirm:$false; Remove-GdnStream $name -Confirm:$false -WhatIf }
                    Watch { New-GdnUser -Email "$name@example.com" -Password $secrets['a new password'] | Set-GdnUser -Password $secrets['a changed password'] }
                    Watch { $session | ConvertTo-Json -Depth 3; $session | Get-Member; "$session"; [Management.Automation.PSSerializer]::Serialize($session, 3) }
                    Watch { Disconnect-Gdn $session; Get-GdnStream -Session $session }
                )
            }

            $last = Connect-Gdn -Local
            $null = Watch { Stop-GdnServer $started; Get-GdnStream -Session $last; 'text' | Send-GdnMessage x -Session $last }
            $null = Watch { Disconnect-Gdn $last }
        }
        finally {
            $null = Stop-Transcript
            $VerbosePreference = $DebugPreference = 'SilentlyContinue'
            if ($started) { Stop-GdnServer $started }
        }

        $errors = @($Error)
        $records = $errors | Format-List * -Force | Out-String
        $causes = $errors | ForEach-Object { for ($e = $_.Exception; $e; $e = $e.InnerException) { "$e"; $e.Data.Values } }
        $targets = $errors | ForEach-Object { "$($_.TargetObject) $($_.InvocationInfo.Line) $($_.InvocationInfo.BoundParameters.Values) $($_.InvocationInfo.UnboundArguments) $($_.CategoryInfo)" }
        $everywhere = [ordered]@{
            'the output' = "$shown"; 'what -Debug shows' = "$debugged"; 'the transcript' = Get-Content $transcript -Raw; 'error records' = $records; 'the causes of errors' = "$causes"; 'what errors are about' = "$targets"; 'the arguments of the server' = $arguments
        }
    }

    It 'is in none of: the output, the transcript, error records, the arguments of the server' {
        $secrets.Count | Should -Be 9
        $errors.Count | Should -BeGreaterThan 20

        # -Debug has shown what could hold them.
        foreach ($exchanged in '(?m)^POST /_open/auth 200', '(?m)^POST /\S*/user 2\d\d', '(?m)^GET /_ws/\S+ 101', "(?m)^producer of \S+ -> \{payload: 4 bytes 'text'", '(?m)^consumer of \S+ <- ') { "$debugged" | Should -Match $exchanged }
        foreach ($secret in $secrets.GetEnumerator()) {
            foreach ($place in $everywhere.GetEnumerator()) {
                $at = $place.Value.IndexOf($secret.Value)
                $around = if ($at -ge 0) { $place.Value.Substring([Math]::Max(0, $at - 300), [Math]::Min(500, $place.Value.Length - [Math]::Max(0, $at - 300))) }
                $at | Should -Be -1 -Because "$($secret.Key) is in $($place.Key): $around"
            }
        }
    }

    It 'leaves the session of before' { Get-GdnSession | Should -Be $current }
}
