using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>A cmdlet that works on the store in a data directory.</summary>
public abstract class StoreCmdlet : GdnCmdlet
{
    /// <summary>The data directory; takes what Get-GdnServer writes. Default: that of Start-GdnServer.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? DataDirectory { get; set; }

    private protected string Directory => DataDirectory is { } given ? GetUnresolvedProviderPathFromPSPath(given) : DefaultData.Directory;
}
