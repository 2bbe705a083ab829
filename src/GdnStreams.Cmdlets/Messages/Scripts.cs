using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Runs a script block that a parameter gave, with the message or object it is about in <c>$_</c>.</summary>
internal static class Scripts
{
    /// <summary>What the block wrote: nothing, one object, or a list.</summary>
    /// <param name="block">The block.</param>
    /// <param name="current">Its <c>$_</c>.</param>
    /// <param name="parameter">Whose value it is, for the error.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: the block threw.</exception>
    public static object? Run(ScriptBlock block, object? current, string parameter)
    {
        try
        {
            var written = block.InvokeWithContext(null, [new PSVariable("_", current)]);
            return written.Count switch
            {
                0 => null,
                1 => Payloads.Plain(written[0]),
                _ => written.Select(Payloads.Plain).ToArray(),
            };
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"The script block of -{parameter} failed: {(e.InnerException ?? e).Message}", e);
        }
    }
}
