using System.Collections;
using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A cmdlet that does something with those messages of a stream that its filters let through.</summary>
public abstract class FilteringCmdlet : StreamCmdlet
{
    /// <summary>The stream; takes what Get-GdnStream writes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [Alias("Topic")]
    [ValidateNotNullOrEmpty]
    public string Stream { get; set; } = "";

    /// <summary>Only messages with one of these keys, exactly as they were sent; an empty one stands for no key.</summary>
    [Parameter]
    [ValidateNotNull]
    public string[]? Key { get; set; }

    /// <summary>Only messages that have all of these properties: a hashtable of names, as they were sent, and values with wildcards. A list means one of them, $null that there is no such property.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNull]
    public IDictionary? Property { get; set; }

    /// <summary>Only messages whose text matches this regular expression, whatever its case.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Match { get; set; }

    /// <summary>-Match is plain text that the message contains.</summary>
    [Parameter]
    public SwitchParameter SimpleMatch { get; set; }

    /// <summary>Only messages for which this script block writes something true; the message is its <c>$_</c>.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Where { get; set; }

    /// <summary>The filters that are given; null where there is none.</summary>
    /// <exception cref="GdnException">BadRequest, InvalidName: what is given is no pattern.</exception>
    private protected MessageFilter? Filter()
    {
        if (SimpleMatch && Match is null)
        {
            throw new GdnException(GdnErrorCode.BadRequest, "-SimpleMatch says how -Match is read: give -Match too.");
        }

        return Key is null && Property is null && Match is null && Where is null ? null : new MessageFilter(Key, Property, Match, SimpleMatch, Where);
    }
}
