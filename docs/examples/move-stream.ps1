<#
.SYNOPSIS
Takes a stream with its durable subscriptions to another server, such as an Apache Pulsar, while it is in use.
.DESCRIPTION
Run again, it takes what came since. With -Final, once nobody sends to the stream or receives from it any more, the subscriptions begin at the other server with the oldest message
that they have not acknowledged here. What they acknowledged behind that one comes again; nothing is left out.
Where the other server has the stream with partitions, each of them has a place of its own for a subscription: -Final copies the rest and then ends with GdnNotSupported.
Leave it out there, and let the subscriptions begin with the oldest message.
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
$there = @(Get-GdnSubscription $Stream -Session $To | ForEach-Object Name)
$names | Where-Object { $_ -notin $there } | ForEach-Object { $null = New-GdnSubscription $Stream $_ -From Earliest -Session $To }
Copy-GdnMessage $Stream $Stream -Subscription $bookmark -Session $From -DestinationSession $To

if ($Final) {
    foreach ($name in $names) {
        $oldest = Read-GdnMessage $Stream -Subscription $name -Count 1 -Session $From
        $left = if ($oldest) { (Read-GdnMessage $Stream -From $oldest -Session $From | Measure-Object).Count } else { 0 }
        $more = (Get-GdnSubscription $Stream $name -Session $To).Backlog - $left
        if ($more -gt 0) { $null = Skip-GdnSubscription $Stream $name $more -Force -Session $To }
    }
    Remove-GdnSubscription $Stream $bookmark -Force -Session $From
}
