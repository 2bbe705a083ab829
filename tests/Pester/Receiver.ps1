# A receiver of pushes on this machine, in a runspace of its own: it keeps what it gets and answers with the status that it is told.
function Start-Receiver {
    $free = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
    $free.Start()
    $url = "http://127.0.0.1:$($free.LocalEndpoint.Port)/"
    $free.Stop()
    $listener = [Net.HttpListener]::new()
    $listener.Prefixes.Add($url)
    $listener.Start()
    $receiver = [hashtable]::Synchronized(@{ Url = $url; Status = 200; Listener = $listener; Requests = [Collections.ArrayList]::Synchronized([Collections.ArrayList]::new()) })
    $receiver.Shell = [powershell]::Create().AddScript({
            param($receiver)
            while ($receiver.Listener.IsListening) {
                $next = $receiver.Listener.GetContextAsync()
                try { while (-not $next.Wait(50)) { } } catch { return } # A wait without end could not be stopped.
                $context = $next.Result
                $text = [IO.StreamReader]::new($context.Request.InputStream).ReadToEnd()
                $headers = @{}
                foreach ($name in $context.Request.Headers.AllKeys) { $headers[$name] = $context.Request.Headers[$name] }
                $null = $receiver.Requests.Add([pscustomobject]@{ Target = $context.Request.RawUrl; Headers = $headers; Text = $text })
                $context.Response.StatusCode = $receiver.Status
                $context.Response.Close()
            }
        }).AddArgument($receiver)
    $null = $receiver.Shell.BeginInvoke()
    $receiver
}

function Stop-Receiver($Receiver) {
    $Receiver.Listener.Stop()
    $Receiver.Shell.Dispose()
}

# A new stream with the subscription s.
function New-Pushed {
    $name = New-Name
    $null = New-GdnStream $name
    $null = New-GdnSubscription $name s
    $name
}

# The signature that a request must have, as its documentation says.
function Get-Signature($Request, [byte[]] $Key) {
    $signed = [Text.Encoding]::UTF8.GetBytes("$($Request.Headers['webhook-id']).$($Request.Headers['webhook-timestamp']).$($Request.Text)")
    $hmac = [Security.Cryptography.HMACSHA256]::new($Key)
    'v1,' + [Convert]::ToBase64String($hmac.ComputeHash($signed))
}
