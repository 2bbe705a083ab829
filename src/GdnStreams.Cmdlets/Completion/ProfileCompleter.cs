using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Completes names of profiles.</summary>
internal sealed class ProfileCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        NameCompleter.Results(All().Where(name => name.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase)), wordToComplete);

    private static IEnumerable<string> All()
    {
        try
        {
            return ProfileFile.Read().Select(profile => profile.Name);
        }
        catch (GdnException)
        {
            // Who presses Tab wants names or nothing.
            return [];
        }
    }
}
