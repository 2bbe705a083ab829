using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Completes names that the session's server knows. It answers within two seconds, asks again after ten, and prompts and fails never.</summary>
internal abstract class NameCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var pattern = WildcardPattern.Get(WildcardPattern.Escape(wordToComplete.Trim('\'', '"')) + "*", WildcardOptions.IgnoreCase);
        return Results(All(fakeBoundParameters).Where(pattern.IsMatch), wordToComplete);
    }

    /// <summary>The names as they are completed.</summary>
    internal static IEnumerable<CompletionResult> Results(IEnumerable<string> names, string typed) =>
        NotFiles([.. names.Select(name => new CompletionResult(Quoted(name), name, CompletionResultType.ParameterValue, name))], typed);

    /// <summary>
    /// What was found. Where that is nothing, what was typed stays as it is, and a blank stands for nothing, which PowerShell does not take: it would offer
    /// files of the current folder.
    /// </summary>
    internal static IEnumerable<CompletionResult> NotFiles(CompletionResult[] found, string typed) =>
        found.Length > 0 ? found : [typed.Length > 0 ? new CompletionResult(typed) : new CompletionResult(" ", "(none)", CompletionResultType.ParameterValue, "Nothing is known that could stand here.")];

    /// <summary>Whatever the names depend on but the session, such as a stream; null where it is not known yet.</summary>
    protected virtual string? Subject(IDictionary bound) => "";

    /// <summary>Asks the server.</summary>
    protected abstract Task<IReadOnlyList<string>> AskAsync(GdnSession session, string subject, CancellationToken cancellationToken);

    /// <summary>What is bound to a parameter as text.</summary>
    protected static string? Text(IDictionary bound, string name) =>
        bound.Contains(name) && LanguagePrimitives.TryConvertTo<string>(bound[name], CultureInfo.InvariantCulture, out var text) && !string.IsNullOrEmpty(text) ? text : null;

    private IReadOnlyList<string> All(IDictionary bound)
    {
        var given = bound.Contains("Session") ? (bound["Session"] is PSObject wrapped ? wrapped.BaseObject : bound["Session"]) : null;
        try
        {
            return (given as GdnSession ?? RunspaceHoldings.Current.Session) is { IsClosed: false } session && Subject(bound) is { } subject
                ? CompletionCache.Of(session).Get((GetType(), subject), ct => AskAsync(session, subject, ct), Patience)
                : [];
        }
        catch (GdnException)
        {
            // What was typed so far names no stream yet.
            return [];
        }
    }

    /// <summary>A name as it is written in a command.</summary>
    internal static string Quoted(string name) =>
        name.All(character => char.IsLetterOrDigit(character) || character is '_' or '-' or '.') ? name : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
}
