# The GDN streams quickstart: from an empty machine to messages, on a server that this script starts and stops.
#
#   ./build.ps1 -Task Quickstart                               builds it all and runs this
#   dotnet dnx -y powershell ./build.ps1 -Task Quickstart      the same on a machine without PowerShell 7
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../GdnStreams.psd1"
$data = [IO.Directory]::CreateDirectory([IO.Path]::Combine([IO.Path]::GetTempPath(), "gdn-$([guid]::NewGuid())")).FullName
try {
    '--- Start a durable server and sign in with e-mail and password'
    $server = Start-GdnServer -DataDirectory $data
    $server | Out-Host
    $first = [IO.File]::ReadAllText($server.CredentialsFile) | ConvertFrom-Json     # its user, which only you can read; Connect-Gdn -Local does the same
    $password = [Net.NetworkCredential]::new('', $first.password).SecurePassword
    Connect-Gdn -Url $server.Url -Credential ([pscredential]::new($first.email, $password)) | Out-Host

    '--- Details of the fabric'
    Get-GdnFabric _system | Out-Host

    '--- Create a local and a global stream'
    New-GdnStream testStream-local -Scope Local | Out-Host
    New-GdnStream testStream-global -Scope Global | Out-Host

    '--- List the streams'
    Get-GdnStream | Out-Host

    '--- Publish text, an object, and the lines of a file'
    'Hello World' | Send-GdnMessage testStream-global -Key greeting -PassThru | Out-Host
    [pscustomobject]@{ sensor = 'roof'; celsius = 21.5 } | Send-GdnMessage testStream-global -Property @{ kind = 'reading' } -PassThru | Out-Host
    [IO.File]::ReadLines("$PSScriptRoot/lines.txt") | Send-GdnMessage testStream-local -Scope Local

    '--- Subscribe and receive; what the pipeline has processed is acknowledged'
    Receive-GdnMessage testStream-global my-subscription -InitialPosition Earliest -Count 2 -OutVariable received | Out-Host
    "  the roof has $($received[1].Json.celsius) degrees"
    Receive-GdnMessage testStream-local my-subscription -Scope Local -InitialPosition Earliest -Count 4 | ForEach-Object { "  line: $($_.Text)" }

    '--- Or acknowledge in the script: one is confirmed, one denied and delivered again'
    1..2 | Send-GdnMessage testStream-global
    $first, $second = Receive-GdnMessage testStream-global my-subscription -Count 2 -AckMode Manual -NegativeAckDelaySec 0.1
    $second | Deny-GdnMessage
    $first | Confirm-GdnMessage
    Receive-GdnMessage testStream-global my-subscription -Count 1 | Out-Host

    '--- The backlog is zero'
    Get-GdnStream | Get-GdnSubscription | Out-Host

    '--- Remove the subscriptions and the streams, stop the server'
    Get-GdnStream | Get-GdnSubscription | Remove-GdnSubscription -Confirm:$false
    Get-GdnStream | Remove-GdnStream -Confirm:$false
    "Streams left: $(@(Get-GdnStream).Count)"
}
finally {
    Disconnect-Gdn
    Stop-GdnServer
    [IO.Directory]::Delete($data, $true)
}
'--- Done'
