# What every suite dot-sources in its BeforeAll: the module, one service for the whole run, and a few words to say things with.
# The service is a server in memory, or the gateway or the Pulsar that Run.ps1 -Target has started.
if (-not (Get-Module GdnStreams)) {
    Import-Module "$PSScriptRoot/../../GdnStreams.psd1" -Global
    $global:SharedServer = $global:TestService ?? (Start-GdnServer -InMemory -PushNetwork 127.0.0.0/8)
    $null = switch ($global:TestService.Kind) {
        'pulsar' { Connect-Gdn -Pulsar $global:TestService.Url -Fabric _system -Tenant cmdlets }
        'gateway' { Connect-Gdn $global:TestService.Url ([pscredential]::new('root@demo.local', (ConvertTo-SecureString demo -AsPlainText -Force))) }
        default { Connect-Gdn -Local }
    }

    # Tests name new streams all the time.
    $global:PSDefaultParameterValues['Send-GdnMessage:Create'] = $true
    $global:PSDefaultParameterValues['Receive-GdnMessage:Create'] = $true

    # A message that does not come is a failure, not a run without end.
    $global:PSDefaultParameterValues['Receive-GdnMessage:TimeoutSec'] = 60
}

$server = $global:SharedServer
$target = $global:TestService.Kind ?? 'server'
$root = (Resolve-Path "$PSScriptRoot/../..").Path
$demo = [pscredential]::new('root@demo.local', (ConvertTo-SecureString demo -AsPlainText -Force))

# One more session with the service, as another script has it.
function Connect-Target([string] $Fabric = '_system') {
    if ($target -eq 'pulsar') { Connect-Gdn -Pulsar $server.Url -Fabric $Fabric -Tenant cmdlets } else { Connect-Gdn $server.Url $demo -Fabric $Fabric }
}

# A stream name that no other test uses.
function New-Name { "t$([guid]::NewGuid().ToString('n'))" }

# All errors of a script, terminating or not.
function Get-Failure([scriptblock] $Script) {
    $ErrorActionPreference = 'Continue'
    try { & $Script 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] } } catch { $_ }
}

# Fails unless it is exactly one error with this id and category, with words to act on and none for programmers.
function Assert-Failure([object[]] $Failure, [string] $Id, [string] $Category, [string] $Message = '') {
    $Failure.Count | Should -Be 1 -Because "there is to be one error, not: $($Failure -join '; ')"
    $Failure[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
    $Failure[0].CategoryInfo.Category | Should -Be $Category
    $Failure[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    $Failure[0].ErrorDetails.Message | Should -Not -Match '   at |Exception|Parameter '
    $Failure[0].Exception.Message | Should -BeLike "*$Message*"
}

# Waits until a condition holds; a test whose machine is busy waits longer.
function Wait-Until([scriptblock] $Condition, [int] $Seconds = 60) {
    $patience = [Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($patience.Elapsed.TotalSeconds -gt $Seconds) { throw "Not within $Seconds s: $Condition" }
        Start-Sleep -Milliseconds 20
    }
}

# Fails unless this is so: at once at a server. A Pulsar tells a moment later what was acknowledged and who has left, and is asked again for a while.
function Assert-Soon([scriptblock] $Script) {
    $patience = [Diagnostics.Stopwatch]::StartNew()
    while ($target -ne 'server' -and $patience.Elapsed.TotalSeconds -lt 30) {
        try { return & $Script } catch { Start-Sleep -Milliseconds 50 }
    }

    & $Script
}

# The first line of a table, as words.
function Get-Header([scriptblock] $Script) {
    $line = (& $Script | Out-String -Stream | Where-Object { $_ })[0] -replace "`e\[[0-9;]*m"
    $line.Trim() -split '\s+'
}

# All messages that a stream has, in order, without a subscription.
function Read-All([string] $Stream, [hashtable] $With = @{}) {
    $path = [IO.Path]::GetTempFileName()
    $null = Export-GdnMessage $Stream $path -Force @With
    foreach ($line in [IO.File]::ReadLines($path)) {
        $read = ConvertFrom-Json $line -AsHashtable -DateKind String
        $bytes = if ($null -ne $read.base64) { , [Convert]::FromBase64String($read.base64) } else { , [Text.Encoding]::UTF8.GetBytes($read.text) }
        [pscustomobject]@{ MessageId = $read.messageId; Text = $read.text; Payload = $bytes; Key = $read.key; Properties = $read.properties ?? @{}; EventTime = $read.eventTime }
    }
    Remove-Item $path
}
