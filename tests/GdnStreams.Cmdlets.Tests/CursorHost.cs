using System.Globalization;
using System.Management.Automation.Host;

namespace GdnStreams.Cmdlets.Tests;

/// <summary>A host with a cursor, whose screen can be read.</summary>
public sealed class CursorHost : PSHost
{
    private readonly Guid _id = Guid.NewGuid();

    internal CursorScreen Screen { get; init; } = new();

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override Guid InstanceId => _id;

    public override string Name => "CursorHost";

    public override PSHostUserInterface UI => Screen;

    public override Version Version => new(1, 0);

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }
}
