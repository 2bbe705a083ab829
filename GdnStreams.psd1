@{
    # In this order: the first loads what the second names (docs/decisions/0009-the-module-carries-its-server.md).
    NestedModules          = if ($PSEdition -eq 'Core') { 'bin/net8.0/GdnStreams.Ahead.dll', 'bin/net8.0/GdnStreams.Cmdlets.dll' } else { 'bin/netstandard2.0/GdnStreams.Cmdlets.dll' }

    # What the types file needs, which is read before the nested modules are loaded.
    RequiredAssemblies     = if ($PSEdition -eq 'Core') { 'bin/net8.0/GdnStreams.Ahead.dll' } else { 'bin/netstandard2.0/GdnStreams.Cmdlets.dll' }
    TypesToProcess         = 'bin/GdnStreams.Types.ps1xml'
    FormatsToProcess       = 'bin/GdnStreams.Format.ps1xml'
    ModuleVersion          = '0.1.0'
    GUID                   = '0f6a4c1e-6d0f-4b7e-9a51-2f6f4c1d8a37'
    Author                 = 'GdnStreams'
    CompanyName            = 'GdnStreams'
    Copyright              = 'Copyright the GdnStreams authors. Apache-2.0.'
    Description            = 'Macrometa GDN streams (durable publish/subscribe, Apache Pulsar''s WebSocket API) for PowerShell, with a local server of its own.'
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = 'Desktop', 'Core'
    FunctionsToExport      = @()
    AliasesToExport        = @()
    VariablesToExport      = @()
    CmdletsToExport        = @(
        'Start-GdnServer', 'Stop-GdnServer', 'Get-GdnServer', 'Backup-GdnServer', 'Restore-GdnServer', 'Test-GdnServer'
        'Connect-Gdn', 'Disconnect-Gdn', 'Test-Gdn', 'Get-GdnSession', 'Select-GdnSession'
        'Get-GdnProfile', 'Set-GdnProfile', 'Remove-GdnProfile'
        'Get-GdnTenant', 'Get-GdnRegion'
        'Get-GdnFabric', 'New-GdnFabric', 'Remove-GdnFabric'
        'Get-GdnUser', 'New-GdnUser', 'Set-GdnUser', 'Remove-GdnUser'
        'Get-GdnApiKey', 'New-GdnApiKey', 'Remove-GdnApiKey'
        'Get-GdnPermission', 'Set-GdnPermission', 'Remove-GdnPermission'
        'New-GdnStream', 'Get-GdnStream', 'Remove-GdnStream', 'Test-GdnStream', 'Clear-GdnStream', 'Stop-GdnStream', 'Compress-GdnStream'
        'Get-GdnStreamStatistic', 'Watch-GdnStream', 'Get-GdnStreamPolicy', 'Set-GdnStreamPolicy'
        'Send-GdnMessage', 'Receive-GdnMessage', 'Read-GdnMessage', 'Confirm-GdnMessage', 'Deny-GdnMessage'
        'Copy-GdnMessage', 'Move-GdnMessage', 'Export-GdnMessage', 'Import-GdnMessage'
        'Invoke-GdnHandler', 'Invoke-GdnRequest', 'Register-GdnMessageEvent', 'Measure-GdnPublish', 'Measure-GdnDelivery'
        'Get-GdnSubscription', 'New-GdnSubscription', 'Remove-GdnSubscription', 'Reset-GdnSubscription', 'Clear-GdnSubscription', 'Skip-GdnSubscription'
        'Get-GdnPush', 'New-GdnPush', 'Set-GdnPush', 'Remove-GdnPush', 'Test-GdnPush'
    )
    PrivateData            = @{
        PSData = @{
            Tags       = 'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux', 'MacOS', 'Macrometa', 'GDN', 'Pulsar', 'streams', 'messaging'
            LicenseUri = 'https://www.apache.org/licenses/LICENSE-2.0'

            ReleaseNotes = 'The first release: sessions, streams, messages, subscriptions, users and keys, pushes, and a server of its own. CHANGELOG.md in the sources tells the rest.'

            # ProjectUri, IconUri, and HelpInfoURI above: this repository has no public address yet. Prerelease: a release is none.
        }
    }
}
