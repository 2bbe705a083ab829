<#
.SYNOPSIS
Makes the streams again that export-streams.ps1 wrote: messages, how long they are kept, and subscriptions where they were.
.DESCRIPTION
Each subscription begins with the oldest message that it had not acknowledged. What it acknowledged behind that one comes again; nothing is left out. Interrupted, it is run again: where deduplication is on, as in a GDN server,
nothing is there twice. Run it to its end before anybody uses the streams.
.EXAMPLE
$null = Connect-Gdn -Pulsar http://broker:8080 -Fabric _system
./import-streams.ps1 ./deployment
#>
param(
    # The folder that export-streams.ps1 wrote.
    [Parameter(Mandatory)] [string] $Folder,

    # The session that gets the streams.
    $Session = (Get-GdnSession)
)

$ErrorActionPreference = 'Stop'
foreach ($each in Get-Content (Join-Path $Folder streams.json) -Raw | ConvertFrom-Json -AsHashtable) {
    # Before the first message: a Pulsar keeps what a subscription waits for.
    $policy = $each.policy
    $null = New-GdnStream $each.stream -IfNotExists -Session $Session
    if ($policy.Count) { Set-GdnStreamPolicy $each.stream @policy -Session $Session }
    foreach ($subscription in $each.subscriptions) { $null = New-GdnSubscription $each.stream $subscription.name -From Earliest -IfNotExists -Session $Session }

    Import-GdnMessage $each.stream (Join-Path $Folder $each.file) -Session $Session
    foreach ($subscription in $each.subscriptions) { & "$PSScriptRoot/place-subscription.ps1" $each.stream $subscription.name $subscription.left $Session }
}
