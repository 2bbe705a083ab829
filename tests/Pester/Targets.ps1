# Which suites have a meaning on which service, which of their tests do not, and why.
# A test is left out by its tag: 'same everywhere' is about words, parameters and shapes, which no service changes; the others end with the reason.

# Suites about what streams and messages do, which every service does.
$everywhere = @(
    'Clear-GdnStream', 'Clear-GdnSubscription', 'Compress-GdnStream', 'Confirm-GdnMessage', 'Copy-GdnMessage', 'Deny-GdnMessage', 'Export-GdnMessage', 'Forwarding', 'Get-GdnFabric', 'Get-GdnRegion', 'Get-GdnStream'
    'Get-GdnStreamPolicy', 'Get-GdnStreamStatistic', 'Get-GdnSubscription', 'Get-GdnTenant', 'Import-GdnMessage', 'Invoke-GdnHandler', 'Invoke-GdnRequest', 'Measure-GdnDelivery', 'Measure-GdnPublish', 'Move-GdnMessage'
    'Moving', 'New-GdnFabric', 'New-GdnStream', 'New-GdnSubscription', 'Read-GdnMessage', 'Receive-GdnMessage', 'Register-GdnMessageEvent', 'Remove-GdnFabric', 'Remove-GdnStream', 'Remove-GdnSubscription'
    'Reset-GdnSubscription', 'Send-GdnMessage', 'Set-GdnStreamPolicy', 'Skip-GdnSubscription', 'Stop-GdnStream', 'Test-Gdn', 'Test-GdnStream', 'Watch-GdnStream'
)

# A Pulsar has no users of its own; a gateway has GDN's.
$accounts = @(
    'Get-GdnApiKey', 'Get-GdnPermission', 'Get-GdnUser', 'New-GdnApiKey', 'New-GdnUser', 'Remove-GdnApiKey', 'Remove-GdnPermission', 'Remove-GdnUser', 'Set-GdnPermission', 'Set-GdnUser'
)

# Whether a suite has a meaning on a service. Those of neither list start servers of their own, or need none.
function Test-Meaning([string] $Suite, [string] $Target) {
    switch ($Target) {
        'server' { $Suite -notin 'Pulsar', 'Gateway' }
        'gateway' { $Suite -in $everywhere -or $Suite -in $accounts -or $Suite -eq 'Gateway' }
        'pulsar' { $Suite -in $everywhere -or $Suite -eq 'Pulsar' }
    }
}

# The tags of tests that a service leaves out.
function Get-ExcludedTag([string] $Target) {
    switch ($Target) {
        'server' { 'not on a server: *' }
        'gateway' { 'same everywhere', 'server only: *', 'not on a gateway: *' }
        'pulsar' { 'same everywhere', 'server only: *', 'not on a Pulsar: *' }
    }
}

# How many tests passed, and which were left out for which reason.
function Write-Summary($Result, [string] $Target) {
    "On a ${Target}: $($Result.PassedCount) passed, $($Result.FailedCount) failed, $($Result.SkippedCount) skipped."
    $excluded = Get-ExcludedTag $Target
    $Result.Tests | Where-Object Result -EQ 'NotRun' | Group-Object { Get-Reason $_ $excluded } | Sort-Object Count -Descending | ForEach-Object { "  {0,3} left out, {1}" -f $_.Count, $_.Name }
}

# The tag, its own or that of what it lies in, by which a test was left out.
function Get-Reason($Test, [string[]] $Excluded) {
    for ($item = $Test; $item; $item = $item.GetType().Name -eq 'Test' ? $item.Block : $item.Parent) {
        foreach ($tag in $item.Tag) { if ($Excluded | Where-Object { $tag -like $_ }) { return $tag } }
    }
}
