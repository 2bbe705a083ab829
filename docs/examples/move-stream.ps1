<#
.SYNOPSIS
Takes a stream with its durable subscriptions, and what it says of how long messages are kept, to another server, such as an Apache Pulsar, while it is in use.
.DESCRIPTION
Run again, it takes what came since. With -Final, once nobody sends to the stream or receives from it any more, the subscriptions begin at the other server with the oldest message
that they have not acknowledged here. What they acknowledged behind that one comes again; nothing is left out. A stream that exists there already may have partitions.
.EXAMPLE
$here = Connect-Gdn -Local
$there = Connect-Gdn -Pulsar http://broker:8080 -Fabric _system
./move-stream.ps1 orders $here $there
./move-stream.ps1 orders $here $there -Final
#>
param(
    [Parameter(Mandatory)] [string] $Stream,

    # The session that the stream is in.
    [Parameter(Mandatory)] $From,

    # The session that it goes to.
    [Parameter(Mandatory)] $To,

    # Nobody uses the stream any more: what is left is taken, and the subscriptions with it.
    [switch] $Final
)

$ErrorActionPreference = 'Stop'
$bookmark = 'moving'
$names = @(Get-GdnSubscription $Stream -Session $From | Where-Object IsDurable | Where-Object Name -NE $bookmark | ForEach-Object Name)

# Before the first message: a Pulsar keeps what a subscription waits for.
if (-not (Test-GdnStream $Stream -Session $To)) { $null = New-GdnStream $Stream -Session $To }
$policy = Get-GdnStreamPolicy $Stream -Session $From
$said = @{}
'TimeToLive', 'RetentionTime', 'RetentionSize' | Where-Object { $null -ne $policy.$_ } | ForEach-Object { $said[$_] = $policy.$_ }
if ($said.Count) { Set-GdnStreamPolicy $Stream @said -Session $To }
$there = @(Get-GdnSubscription $Stream -Session $To | ForEach-Object Name)
$names | Where-Object { $_ -notin $there } | ForEach-Object { $null = New-GdnSubscription $Stream $_ -From Earliest -Session $To }
Copy-GdnMessage $Stream $Stream -Subscription $bookmark -Session $From -DestinationSession $To

if ($Final) {
    foreach ($name in $names) {
        $oldest = Read-GdnMessage $Stream -Subscription $name -Count 1 -Session $From
        $left = if ($oldest) { (Read-GdnMessage $Stream -From $oldest -Session $From | Measure-Object).Count } else { 0 }
        & "$PSScriptRoot/place-subscription.ps1" $Stream $name $left $To
    }
    Remove-GdnSubscription $Stream $bookmark -Force -Session $From
}
