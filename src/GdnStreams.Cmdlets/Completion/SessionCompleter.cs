using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace GdnStreams.Cmdlets;

/// <summary>Completes the open sessions of the runspace, as expressions that give them.</summary>
internal sealed class SessionCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        NameCompleter.NotFiles([.. RunspaceHoldings.Current.Sessions().Reverse().Select((session, at) => new CompletionResult(
            string.Format(CultureInfo.InvariantCulture, "(Get-GdnSession -All)[{0}]", at), session.ToString(), CompletionResultType.ParameterValue, $"{session}, {session.State}"))], wordToComplete);
}
