<#
.SYNOPSIS
Writes streams to a folder: their messages, how long they are kept, and where their durable subscriptions are. import-streams.ps1 makes them again on another server.
.DESCRIPTION
For servers that have no line between them; where there is one, move-stream.ps1 takes a stream while it is in use. Nobody sends to the streams or receives from them meanwhile.
The place of a subscription is its oldest message that is not acknowledged: its id, its publish time, and how many messages there are from it on.
.EXAMPLE
$null = Connect-Gdn -Local
./export-streams.ps1 ./deployment
#>
param(
    # A folder without another export; made where it is missing.
    [Parameter(Mandatory)] [string] $Folder,

    # Streams, with wildcards.
    [string[]] $Stream = '*',

    # The session that the streams are in.
    $Session = (Get-GdnSession)
)

$ErrorActionPreference = 'Stop'
$null = New-Item -ItemType Directory -Force $Folder

# What is said of the stream itself; what it has of its fabric is left out.
function Get-Policy([string] $Topic) {
    $policy = Get-GdnStreamPolicy $Topic -Session $Session
    $said = [ordered]@{}
    if ($null -ne $policy.TimeToLive) { $said.TimeToLive = $policy.TimeToLive.TotalSeconds }
    if ($null -ne $policy.RetentionTime) { $said.RetentionTime = $policy.RetentionTime -lt [timespan]::Zero ? 'forever' : $policy.RetentionTime.TotalSeconds }
    if ($null -ne $policy.RetentionSize) { $said.RetentionSize = $policy.RetentionSize }
    $said
}

function Get-Place([string] $Topic, [string] $Name) {
    $oldest = Read-GdnMessage $Topic -Subscription $Name -Count 1 -Session $Session
    $left = $oldest ? (Read-GdnMessage $Topic -From $oldest -Session $Session | Measure-Object).Count : 0
    [ordered]@{ name = $Name; left = $left; oldestMessageId = $oldest.MessageId; oldestPublishTime = $oldest.PublishTime }
}

$streams = [Collections.Generic.List[object]]::new()
foreach ($topic in Get-GdnStream $Stream -Session $Session | ForEach-Object Topic) {
    $file = "$([uri]::EscapeDataString($topic)).jsonl.gz"
    Export-GdnMessage $topic (Join-Path $Folder $file) -Compress -Session $Session
    $names = @(Get-GdnSubscription $topic -Session $Session | Where-Object IsDurable | ForEach-Object Name)
    $streams.Add([ordered]@{ stream = $topic; file = $file; policy = Get-Policy $topic; subscriptions = @($names | ForEach-Object { Get-Place $topic $_ }) })
}

ConvertTo-Json $streams -Depth 4 | Set-Content (Join-Path $Folder streams.json)
