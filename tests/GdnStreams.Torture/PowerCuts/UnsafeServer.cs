using System.Text;

namespace GdnStreams.Torture.PowerCuts;

/// <summary>A copy of the server's program that sets <c>synchronous = OFF</c>, and so waits for no disk.</summary>
internal static class UnsafeServer
{
    /// <returns>Its file.</returns>
    public static string Make(string folder)
    {
        Directory.CreateDirectory(folder);
        var from = Path.GetDirectoryName(Effort.Server)!;
        foreach (var path in Directory.EnumerateFileSystemEntries(from).Where(path => path != Effort.Server))
        {
            File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(path)), path);
        }

        var program = File.ReadAllBytes(Effort.Server);
        var changes = Replace(program, "synchronous = FULL", "synchronous = OFF ") + Replace(program, "synchronous = EXTRA", "synchronous = OFF  ");
        Assert.True(changes > 0, "The server's program no longer holds the text 'synchronous = FULL'. Change it where it sets that now.");
        var file = Path.Combine(folder, Path.GetFileName(Effort.Server));
        File.WriteAllBytes(file, program);
        return file;
    }

    /// <summary>Replaces a text, of which an assembly holds UTF-16.</summary>
    private static int Replace(byte[] program, string text, string by)
    {
        var (old, changed) = (Encoding.Unicode.GetBytes(text), Encoding.Unicode.GetBytes(by));
        var count = 0;
        for (var at = program.AsSpan().IndexOf(old); at >= 0; at = program.AsSpan().IndexOf(old))
        {
            changed.CopyTo(program, at);
            count++;
        }

        return count;
    }
}
