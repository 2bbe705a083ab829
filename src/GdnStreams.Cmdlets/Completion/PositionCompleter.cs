using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace GdnStreams.Cmdlets;

/// <summary>Completes the places of a stream that have a name.</summary>
internal sealed class PositionCompleter : IArgumentCompleter
{
    private static readonly string[] All = ["Earliest", "Latest", "-1h", "-1d"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        NameCompleter.NotFiles([.. All.Where(name => name.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionResult(name))], wordToComplete);
}
