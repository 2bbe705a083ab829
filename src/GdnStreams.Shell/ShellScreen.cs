using System.Management.Automation.Host;

namespace GdnStreams.Shell;

/// <summary>What formatting asks of a screen: its width. Everything else belongs to interactive consoles.</summary>
internal sealed class ShellScreen : PSHostRawUserInterface
{
    private const int WidthOfFiles = 120;

    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override Size BufferSize
    {
        get => new(!Console.IsOutputRedirected && Console.BufferWidth > 0 ? Console.BufferWidth : WidthOfFiles, 3000);
        set => throw Unsupported();
    }

    public override Size WindowSize
    {
        get => new(BufferSize.Width, 50);
        set => throw Unsupported();
    }

    public override Size MaxWindowSize => WindowSize;

    public override Size MaxPhysicalWindowSize => WindowSize;

    public override Coordinates WindowPosition { get; set; }

    public override Coordinates CursorPosition { get; set; }

    public override int CursorSize { get; set; } = 25;

    public override string WindowTitle { get; set; } = "";

    public override bool KeyAvailable => false;

    public override KeyInfo ReadKey(ReadKeyOptions options) => throw Unsupported();

    public override void FlushInputBuffer()
    {
        // There is no buffer of keys here.
    }

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw Unsupported();

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw Unsupported();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw Unsupported();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw Unsupported();

    private static NotSupportedException Unsupported() => new("This shell runs scripts; its screen can only be written to.");
}
