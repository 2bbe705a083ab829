using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;

namespace GdnStreams.Shell;

/// <summary>Output to the console as pwsh writes it; questions only where somebody can answer.</summary>
internal sealed class ShellInterface : PSHostUserInterface
{
    public override PSHostRawUserInterface RawUI { get; } = new ShellScreen();

    public override bool SupportsVirtualTerminal => !Console.IsOutputRedirected;

    public override void Write(string value) => Console.Out.Write(Rendered(value, Console.IsOutputRedirected));

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        if (Console.IsOutputRedirected)
        {
            Write(value);
            return;
        }

        Console.ForegroundColor = foregroundColor;
        Console.Out.Write(value);
        Console.ResetColor();
    }

    public override void WriteLine(string value) => Console.Out.WriteLine(Rendered(value, Console.IsOutputRedirected));

    public override void WriteErrorLine(string value) => Console.Error.WriteLine(Rendered(value, Console.IsErrorRedirected));

    public override void WriteWarningLine(string message) => Console.Error.WriteLine($"WARNING: {message}");

    public override void WriteVerboseLine(string message) => Console.Out.WriteLine($"VERBOSE: {message}");

    public override void WriteDebugLine(string message) => Console.Out.WriteLine($"DEBUG: {message}");

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        // A script's output goes to logs more often than to eyes: progress would only be noise there.
    }

    public override string ReadLine() => Console.ReadLine() ?? throw Unattended("a line of input");

    public override SecureString ReadLineAsSecureString() => throw Unattended("a secret");

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        if (Console.IsInputRedirected)
        {
            throw Unattended(string.Join(", ", descriptions.Select(field => field.Name)));
        }

        var answers = new Dictionary<string, PSObject>();
        foreach (var field in descriptions)
        {
            Console.Write($"{field.Name}: ");
            answers[field.Name] = ReadLine();
        }

        return answers;
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        if (Console.IsInputRedirected)
        {
            throw Unattended("a choice (-Confirm:$false answers yes)");
        }

        Console.WriteLine(caption);
        Console.WriteLine(message);
        while (true)
        {
            Console.Write(string.Join("  ", choices.Select(choice => choice.Label)) + ": ");
            var answer = ReadLine().Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            for (var i = 0; i < choices.Count; i++)
            {
                var label = choices[i].Label.Replace("&", "", StringComparison.Ordinal);
                if (answer.Length > 0 && label.StartsWith(answer, StringComparison.OrdinalIgnoreCase))
                {
                    return i;
                }
            }
        }
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw Unattended("a credential");

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        throw Unattended("a credential");

    /// <summary>Colours are for eyes: a file or a pipe gets plain text.</summary>
    private static string Rendered(string value, bool plain) => plain ? new StringDecorated(value).ToString(OutputRendering.PlainText) : value;

    private static HostException Unattended(string what) => new($"The script asks for {what}, and nobody can answer here. Give it as a parameter.");
}
