using System.Globalization;
using System.Management.Automation.Host;

namespace GdnStreams.Shell;

/// <summary>The host of one run: a console, and the exit code that the script asks for.</summary>
internal sealed class ShellHost : PSHost
{
    /// <summary>What <c>exit</c> was given; null where the script ran to its end.</summary>
    public int? ExitCode { get; private set; }

    public override string Name => "GdnStreams.Shell";

    public override Version Version { get; } = typeof(ShellHost).Assembly.GetName().Version!;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI { get; } = new ShellInterface();

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new NotSupportedException("This shell runs scripts; it has no prompt.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("This shell runs scripts; it has no prompt.");

    public override void NotifyBeginApplication()
    {
        // Programs share the console as it is.
    }

    public override void NotifyEndApplication()
    {
        // Programs share the console as it is.
    }
}
