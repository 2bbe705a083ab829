# The module as a user gets it: published to a folder that is a gallery, installed from it, used where nothing but PowerShell is installed.
# -Staged is what src/GdnStreams.Package/Module.proj lays out.
param([Parameter(Mandatory)] [string] $Staged)

BeforeDiscovery {
    $bounds = @{
        'bin' = 6MB      # Unpacked; packed the module without its server is below 2 MB.
        'server' = 60MB
    }
    $sizes = $bounds.GetEnumerator() | ForEach-Object { @{ Folder = $_.Key; Bytes = $_.Value } }
}

BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../../..").Path
    $gallery = (New-Item -ItemType Directory "$TestDrive/gallery").FullName
    $modules = (New-Item -ItemType Directory "$TestDrive/modules").FullName
    $name = "Gdn$([guid]::NewGuid().ToString('n').Substring(0, 8))"
    Register-PSResourceRepository $name -Uri $gallery -Trusted
    Publish-PSResource -Path $Staged -Repository $name
    Save-PSResource GdnStreams -Repository $name -Path $modules -TrustRepository
    $installed = (Get-ChildItem "$modules/GdnStreams" -Directory).FullName
    $shared = "$([IO.Path]::GetDirectoryName([object].Assembly.Location))"       # The running .NET, without ASP.NET Core beside it.
    $dotnetRoot = [IO.Path]::GetFullPath("$shared/../../..")
    $version = Split-Path $shared -Leaf

    # A machine with nothing but .NET and the pwsh that is a .NET tool.
    $runtimeOnly = (New-Item -ItemType Directory "$TestDrive/dotnet/shared/Microsoft.NETCore.App").Parent.Parent.FullName
    Copy-Item $shared "$runtimeOnly/shared/Microsoft.NETCore.App" -Recurse
    Copy-Item "$dotnetRoot/host" $runtimeOnly -Recurse
    Copy-Item (Get-Process -Id $PID).Path $runtimeOnly
    $dotnet = "$runtimeOnly/$(Split-Path (Get-Process -Id $PID).Path -Leaf)"

    # The standalone PowerShell: everything in one folder, and a program of its own, made of the SDK's template as its build makes it.
    $standalone = "$TestDrive/powershell"
    Copy-Item $PSHOME $standalone -Recurse
    Copy-Item "$shared/*" $standalone -Exclude *.json
    Copy-Item "$(Get-ChildItem "$dotnetRoot/host/fxr/$version" -File)" $standalone
    $here = [Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
    $system = $IsWindows ? 'win' : 'unix'
    @(Get-ChildItem "$standalone/runtimes/$system/lib" -Directory) + @(Get-Item "$standalone/runtimes/$here/native") | ForEach-Object { Copy-Item "$($_.FullName)/*" $standalone -Force }
    Remove-Item "$standalone/runtimes", "$standalone/pwsh.deps.json" -Recurse
    $settings = Get-Content "$standalone/pwsh.runtimeconfig.json" -Raw | ConvertFrom-Json
    $settings.runtimeOptions.PSObject.Properties.Remove('framework')
    $settings.runtimeOptions | Add-Member includedFrameworks @(@{ name = 'Microsoft.NETCore.App'; version = $version })
    $settings | ConvertTo-Json -Depth 9 | Set-Content "$standalone/pwsh.runtimeconfig.json"
    $template = (Get-ChildItem "$dotnetRoot/sdk/*/AppHostTemplate/apphost*" | Select-Object -Last 1).FullName
    $text = [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($template))
    $place = 'c3ab8ff13720e8ad9047dd39466b3c8974e592c2fa383d4a3960714caef0c4f2'
    $pwsh = "$standalone/pwsh$($IsWindows ? '.exe' : '')"
    [IO.File]::WriteAllBytes($pwsh, [Text.Encoding]::Latin1.GetBytes($text.Replace($place, 'pwsh.dll'.PadRight($place.Length, [char]0))))
    if (-not $IsWindows) { [IO.File]::SetUnixFileMode($pwsh, 'UserRead,UserWrite,UserExecute') }
    $other = $pwsh -replace 'pwsh(\.exe)?$', 'other$1'
    Copy-Item $pwsh $other

    # Runs a script in one of them, with nothing on the PATH: its output, its errors, its exit code.
    # 'other' is a host whose program is not called pwsh, as a program of somebody else with PowerShell in it.
    function Invoke-Pwsh([ValidateSet('standalone', 'tool', 'other')] [string] $As, [string[]] $Arguments, [switch] $WithoutModule, [string] $HomeFolder = $TestDrive, [string] $Path = "$TestDrive/nothing") {
        $null = New-Item -ItemType Directory $HomeFolder -Force
        $start = [Diagnostics.ProcessStartInfo]::new(@{ standalone = $pwsh; tool = $dotnet; other = $other }[$As])
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $start.Environment.Clear()
        $start.Environment['PATH'] = $Path
        $start.Environment['HOME'] = $start.Environment['USERPROFILE'] = $HomeFolder
        $start.Environment['SystemRoot'] = $env:SystemRoot
        if (-not $WithoutModule) { $start.Environment['PSModulePath'] = $modules }
        $start.Environment['DOTNET_ROOT'] = $runtimeOnly
        if ($As -eq 'tool') { $start.ArgumentList.Add("$PSHOME/pwsh.dll") }
        '-NoProfile', '-NonInteractive' | ForEach-Object { $start.ArgumentList.Add($_) }
        $Arguments | ForEach-Object { $start.ArgumentList.Add($_) }
        $process = [Diagnostics.Process]::Start($start)
        $errors = $process.StandardError.ReadToEndAsync()
        $output = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        [pscustomobject]@{ Output = $output -replace "`e\[[0-9;]*m"; Errors = $errors.Result; ExitCode = $process.ExitCode }
    }
}

AfterAll { if ($name) { Unregister-PSResourceRepository $name } }

Describe 'The package' {
    # files.txt: for each file the most KiB that it may have, about a seventh more than it has, and its path.
    It 'is what it is meant to be, file by file' {
        $files = Get-ChildItem $installed -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath($installed, $_.FullName).Replace('\', '/') } |
            Where-Object { $_ -ne 'PSGetModuleInfo.xml' } | Sort-Object -Culture ''
        $files | Should -Be ((Get-Content "$PSScriptRoot/files.txt") -replace '^ *\d+ ')
    }

    It 'has no file that is larger than listed, or a third of it' {
        $wrong = Get-Content "$PSScriptRoot/files.txt" | ForEach-Object {
            $bound, $file = $_.Trim() -split ' ', 2
            $size = (Get-Item "$installed/$file").Length / 1KB
            if ($size -gt $bound -or $size -lt $bound / 3) { "$file has $([math]::Ceiling($size)) KiB, listed are $bound." }
        }
        $wrong | Should -BeNullOrEmpty
    }

    It 'is below 32 MB, packed' {
        (Get-Item "$gallery/*.nupkg").Length | Should -BeLessThan 32MB
    }

    It 'has no path of 140 characters' {
        Get-ChildItem $Staged -Recurse -File | Where-Object { "GdnStreams/$([IO.Path]::GetRelativePath($Staged, $_.FullName))".Length -ge 140 } | Should -BeNullOrEmpty
    }

    It 'is of bounded size: <Folder>' -ForEach $sizes {
        (Get-ChildItem "$installed/$Folder" -Recurse -File | Measure-Object Length -Sum).Sum | Should -BeLessThan $Bytes
    }

    It 'is below 2 MB without its server, packed' {
        $copy = "$TestDrive/small"
        Copy-Item $Staged $copy -Recurse
        Remove-Item "$copy/server" -Recurse
        Compress-Archive "$copy/*" "$TestDrive/small.zip"
        (Get-Item "$TestDrive/small.zip").Length | Should -BeLessThan 2MB
    }

    It 'has a manifest that says the same everywhere' {
        $manifest = Test-ModuleManifest "$installed/GdnStreams.psd1"
        $manifest.NestedModules.Name | Should -Be 'GdnStreams.Ahead', 'GdnStreams.Cmdlets'
        $manifest.Version | Should -Be (Test-ModuleManifest "$Staged/GdnStreams.psd1").Version
        $manifest.ExportedCmdlets.Keys | Should -Contain Start-GdnServer
    }

    It 'is installed by <Command>' -ForEach @(
        @{ Command = 'Install-PSResource'; Script = "Register-PSResourceRepository g -Uri '{0}' -Trusted; Install-PSResource GdnStreams -Repository g" }
        @{ Command = 'Install-Module'; Script = "Register-PSRepository g -SourceLocation '{0}' -InstallationPolicy Trusted; Install-Module GdnStreams -Repository g -Scope CurrentUser -Force" }
    ) {
        # Each into a home that has nothing.
        $result = Invoke-Pwsh standalone '-Command', "`$ErrorActionPreference = 'Stop'; $($Script -f $gallery); (Get-Module GdnStreams -ListAvailable).Path" -WithoutModule -HomeFolder "$TestDrive/$Command"
        $result.Errors | Should -BeNullOrEmpty
        $found = ($result.Output -split '\r?\n').Trim() -like '*GdnStreams.psd1'
        $found.Count | Should -Be 1
        $found | Should -BeLike "$([IO.Path]::GetFullPath("$TestDrive/$Command"))*"
        (Test-ModuleManifest "$found").Version | Should -Be (Test-ModuleManifest "$Staged/GdnStreams.psd1").Version
    }
}

Describe 'The installed module in a host that cannot run the server itself' {
    It 'says exactly what to install' {
        $result = Invoke-Pwsh other '-Command', 'Import-Module GdnStreams; try { Start-GdnServer -InMemory } catch { "$($_.FullyQualifiedErrorId): $($_.Exception.Message)" }'
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -BeLike 'GdnUnavailable,*no ''dotnet'' on the PATH*no ''gdn-server'' on the PATH. Install PowerShell 7.6, or the .NET 10 runtime from https://dot.net*'
    }

    It 'runs it with <Program> on the PATH' -ForEach @{ Program = 'dotnet' }, @{ Program = 'gdn-server' } -Skip:$IsWindows {
        $path = (New-Item -ItemType Directory "$TestDrive/path-$Program").FullName
        $dll = $Program -eq 'dotnet' ? '' : "'$installed/server/gdn-server.dll'"
        Set-Content "$path/$Program" "#!/bin/sh`nexec '$dotnet' $dll `"`$@`""
        [IO.File]::SetUnixFileMode("$path/$Program", 'UserRead,UserWrite,UserExecute')
        $result = Invoke-Pwsh other -Path $path '-Command', 'Import-Module GdnStreams; $s = Start-GdnServer -InMemory; (Get-Process -Id $s.ProcessId).Path; $null = Connect-Gdn -Local; (Test-Gdn).IsHealthy'
        $result.Errors | Should -BeNullOrEmpty
        ($result.Output.Trim() -split '\r?\n').Trim() | Should -Be ([IO.Path]::GetFullPath($dotnet)), 'True'
    }
}

Describe 'The installed module, in the PowerShell that is <_>' -ForEach 'standalone', 'tool' {
    It 'runs the quickstart on a machine with no SDK and no ASP.NET Core' {
        $script = Get-Content "$root/docs/examples/quickstart.ps1" -Raw
        Set-Content "$TestDrive/quickstart.ps1" $script.Replace('"$PSScriptRoot/../../GdnStreams.psd1"', 'GdnStreams')
        Copy-Item "$root/docs/examples/lines.txt" $TestDrive -Force
        $result = Invoke-Pwsh $_ '-File', "$TestDrive/quickstart.ps1"
        $result.Errors | Should -BeNullOrEmpty
        $result.ExitCode | Should -Be 0
        $result.Output | Should -BeLike '*the roof has 21.5 degrees*Streams left: 0*--- Done*'
    }

    It 'is what was compiled for this machine, if anything was, and as well what runs on every machine' {
        $where = "Import-Module '{0}/GdnStreams.psd1'; (Get-Command Connect-Gdn).ImplementingType, (Get-Command Connect-Gdn).OutputType[0].Type | ForEach-Object {{ `$_.Assembly.Location }}; (Get-Command -Module GdnStreams).Count"
        $compiled = "$installed/server/$([Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier)/module"
        $bare = "$TestDrive/bare-$_"
        Copy-Item $installed $bare -Recurse
        Remove-Item "$bare/server" -Recurse
        foreach ($expected in @{ At = $installed; Bin = (Test-Path $compiled) ? $compiled : "$installed/bin/net8.0" }, @{ At = $bare; Bin = "$bare/bin/net8.0" }) {
            $result = Invoke-Pwsh $_ '-Command', ($where -f $expected.At)
            $result.Errors | Should -BeNullOrEmpty
            $cmdlets, $client, $count = ($result.Output.Trim() -split '\r?\n').Trim()
            $cmdlets, $client | ForEach-Object { Split-Path $_ | Should -Be ([IO.Path]::GetFullPath($expected.Bin)) }
            [int] $count | Should -BeGreaterThan 50
        }
    }

    It 'is not imported where what was compiled is of another build' -Skip:(-not (Test-Path "$Staged/server/$([Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier)/module")) {
        $mixed = "$TestDrive/mixed-$_"
        Copy-Item $installed $mixed -Recurse
        $file = "$mixed/bin/net8.0/GdnStreams.Cmdlets.dll"
        $bytes = [IO.File]::ReadAllBytes($file)
        $metadata = [Reflection.Metadata.PEReaderExtensions]::GetMetadataReader([Reflection.PortableExecutable.PEReader]::new([IO.MemoryStream]::new($bytes)))
        $id = $metadata.GetGuid($metadata.GetModuleDefinition().Mvid).ToByteArray()
        $latin = [Text.Encoding]::Latin1
        $place = $latin.GetString($bytes).IndexOf($latin.GetString($id), [StringComparison]::Ordinal)
        $place | Should -BeGreaterThan 0
        $bytes[$place] = $bytes[$place] -bxor 255
        [IO.File]::WriteAllBytes($file, $bytes)
        $result = Invoke-Pwsh $_ '-Command', "Import-Module '$mixed/GdnStreams.psd1'; @(Get-Module GdnStreams).Count"
        $result.Errors | Should -BeLike '*already loaded*'
        $result.Output.Trim() | Should -Be '0'
    }

    It 'shows its help' {
        $result = Invoke-Pwsh $_ '-Command', 'Get-Help Send-GdnMessage -Parameter Key; Get-Help about_GdnStreams_Errors'
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -BeLike '*-Key <Object>*Key of every message*GdnStreamNotFound*'
    }

    It 'can be imported again and removed' {
        $result = Invoke-Pwsh $_ '-Command', 'Import-Module GdnStreams; Import-Module GdnStreams -Force; $null = Start-GdnServer -InMemory; $p = (Get-GdnServer).ProcessId; Remove-Module GdnStreams; (Get-Process -Id $p -ErrorAction Ignore).Count; Import-Module GdnStreams; (Get-Command -Module GdnStreams).Count -gt 10'
        $result.Errors | Should -BeNullOrEmpty
        ($result.Output.Trim() -split '\s+') | Should -Be '0', 'True'
    }

    It 'describes its REST calls as the server of the repository does, which has lost nothing' {
        $fetch = '[Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([Net.Http.HttpClient]::new().GetByteArrayAsync("$((Start-GdnServer -InMemory).Url)openapi.json").Result)); Stop-GdnServer'
        $result = Invoke-Pwsh $_ '-Command', "Import-Module GdnStreams; $fetch"
        $result.Errors | Should -BeNullOrEmpty
        Import-Module "$root/GdnStreams.psd1"
        $result.Output.Trim() | Should -Be (& ([scriptblock]::Create($fetch)))
    }

    It 'says why a server does not start, with an exit code and no stack of calls' {
        $result = Invoke-Pwsh $_ '-Command', 'Import-Module GdnStreams; $s = Start-GdnServer -InMemory; try { Start-GdnServer -InMemory -Port $s.Url.Port } catch { $_.Exception.Message }; Stop-GdnServer'
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -BeLike '*address already in use*'
        $result.Output | Should -Not -BeLike '*   at *'
    }

    It 'leaves no server behind when the shell is killed' {
        $result = Invoke-Pwsh $_ '-Command', 'Import-Module GdnStreams; (Start-GdnServer -InMemory).ProcessId; [Environment]::FailFast($null)'
        $server = [int] ($result.Output.Trim() -split '\s+')[0]
        $server | Should -BeGreaterThan 0
        $patience = [Diagnostics.Stopwatch]::StartNew()
        while ((Get-Process -Id $server -ErrorAction Ignore) -and $patience.Elapsed.TotalSeconds -lt 30) { Start-Sleep -Milliseconds 50 }
        Get-Process -Id $server -ErrorAction Ignore | Should -BeNullOrEmpty
    }
}
