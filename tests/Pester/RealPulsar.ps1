# Starts and stops the real Apache Pulsar that Run.ps1 and suites dot-source this for, where there is one.

# Why there is none; empty where there is. -Own is for tests that remove what others have there.
function Get-MissingPulsar([switch] $Own) {
    if ($env:GDN_TEST_PULSAR -like 'http*') { return $Own ? 'This needs a Pulsar of its own, and GDN_TEST_PULSAR names one that runs' : '' }
    if (-not (Find-Pulsar)) { return 'There is no shared/pulsar/start above this folder, and GDN_TEST_PULSAR names neither a running Pulsar nor a script that starts one' }
    if (-not (Get-Command java -ErrorAction Ignore)) { return 'Pulsar needs Java 17, which is not installed' }
    ''
}

# The script that starts it; nothing where it is missing.
function Find-Pulsar {
    if ($env:GDN_TEST_PULSAR) { return $env:GDN_TEST_PULSAR }
    for ($folder = Get-Item "$PSScriptRoot/../.."; $folder; $folder = $folder.Parent) {
        $start = Join-Path $folder.FullName shared/pulsar/start
        if (Test-Path $start) { return $start }
    }
}

# A Pulsar with its address; the running one whose address is GDN_TEST_PULSAR has no process, and is to have deduplication on.
function Start-Pulsar([string[]] $Arguments = @()) {
    if ($env:GDN_TEST_PULSAR -like 'http*') { return [pscustomobject]@{ Url = [uri] $env:GDN_TEST_PULSAR; Process = $null } }
    while ($true) {
        $info = [Diagnostics.ProcessStartInfo]::new((Find-Pulsar), $Arguments)
        $info.RedirectStandardOutput = $info.RedirectStandardError = $true
        $process = [Diagnostics.Process]::Start($info)
        $line = $process.StandardOutput.ReadLine()
        if ($line -like 'READY *') { return [pscustomobject]@{ Url = [uri] ($line -split ' ')[1]; Process = $process } }

        # It looks for free ports first and takes them seconds later; other tests may be faster.
        $said = $process.StandardError.ReadToEnd()
        if ($said -notlike '*Address already in use*') { throw "Pulsar did not start: $said" }
    }
}

# A gateway to a Pulsar, with its address; what it logs goes to the test run's standard error.
function Start-Gateway($Pulsar) {
    $program = (Resolve-Path "$PSScriptRoot/../../bin/server/gdn-server.dll").Path
    $info = [Diagnostics.ProcessStartInfo]::new('dotnet', [string[]] ($program, 'serve', '--engine', 'pulsar', '--pulsar-url', $Pulsar.Url, '--port', '0', '--dev'))
    $info.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($info)
    $line = $process.StandardOutput.ReadLine()
    if (-not $line) { throw "The gateway did not start; it ended with $($process.ExitCode)." }
    [pscustomobject]@{ Url = [uri] (ConvertFrom-Json $line).url; Process = $process }
}

# Stops what one of the two started.
function Stop-Pulsar($Pulsar) {
    if ($Pulsar.Process -and -not $Pulsar.Process.HasExited) {
        & kill -TERM $Pulsar.Process.Id
        if (-not $Pulsar.Process.WaitForExit(60000)) { throw "$($Pulsar.Url) did not end within a minute." }
    }
}
