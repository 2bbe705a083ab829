using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A cmdlet whose streams are named, with their scope.</summary>
public abstract class StreamCmdlet : SessionCmdlet
{
    /// <summary>Global (replicated, the default), Local, or Collection. A prefix in the name (<c>c8locals.</c>) says it, too.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public StreamScope Scope { get; set; }

    /// <summary>The stream of a name: bare in <see cref="Scope"/>, or prefixed.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/></exception>
    private protected StreamName StreamOf(string name) =>
        MyInvocation.BoundParameters.ContainsKey(nameof(Scope)) || StreamName.Parse(name) is not { Scope: not StreamScope.Collection } prefixed
            ? StreamName.Create(name, Scope)
            : prefixed;
}
