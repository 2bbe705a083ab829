<#
.SYNOPSIS
Lets a subscription of a copied stream begin with the message behind which so many less one follow; move-stream.ps1 and import-streams.ps1 call it. Nobody uses the stream yet.
#>
param(
    [Parameter(Mandatory)] [string] $Stream,

    # The subscription, which has the stream's messages in its backlog.
    [Parameter(Mandatory)] [string] $Name,

    # How many of the last messages are left to it.
    [Parameter(Mandatory)] [int] $Left,

    [Parameter(Mandatory)] $Session
)

$ErrorActionPreference = 'Stop'
$more = (Get-GdnSubscription $Stream $Name -Session $Session).Backlog - $Left
if ($more -le 0) { return }
if ($Left -eq 0) {
    $null = Clear-GdnSubscription $Stream $Name -Force -Session $Session
    return
}

try { $null = Skip-GdnSubscription $Stream $Name $more -Force -Session $Session }
catch {
    if ($_.FullyQualifiedErrorId -notlike 'GdnNotSupported,*') { throw }

    # Partitions have no order among each other but by time. Copies of the same millisecond come again, and none is left out.
    $times = @(Read-GdnMessage $Stream -Session $Session | ForEach-Object PublishTime | Sort-Object)
    if ($times.Count -gt $Left) { $null = Reset-GdnSubscription $Stream $Name $times[-$Left] -Force -Session $Session }
}
