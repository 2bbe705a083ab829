using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace GdnStreams.Cmdlets.Tests;

/// <summary>The lines of a screen: what is written goes where the cursor is, over what was there.</summary>
internal sealed class CursorScreen : PSHostUserInterface
{
    private readonly CursorPlace _place = new();
    private readonly List<string> _lines = [];

    /// <summary>The lines as they are seen.</summary>
    public IReadOnlyList<string> Lines => _lines;

    public override PSHostRawUserInterface RawUI => _place;

    public override bool SupportsVirtualTerminal => HasColours;

    /// <summary>Whether it understands what changes colours.</summary>
    public bool HasColours { get; init; }

    public override void WriteLine(string value)
    {
        while (_lines.Count <= _place.CursorPosition.Y)
        {
            _lines.Add("");
        }

        _lines[_place.CursorPosition.Y] = value;
        _place.CursorPosition = new Coordinates(0, _place.CursorPosition.Y + 1);
    }

    public override void Write(string value) => WriteLine(value);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => WriteLine(value);

    public override void WriteDebugLine(string message)
    {
    }

    public override void WriteErrorLine(string value)
    {
    }

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
    }

    public override void WriteVerboseLine(string message)
    {
    }

    public override void WriteWarningLine(string message)
    {
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => throw new NotSupportedException();

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) => throw new NotSupportedException();

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw new NotSupportedException();

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) => throw new NotSupportedException();

    public override string ReadLine() => throw new NotSupportedException();

    public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();
}
