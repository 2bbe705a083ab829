namespace GdnStreams.Benchmarks.Contestants;

/// <summary>This program with the client library of another commit, to which it binds as long as the calls that it makes are the same.</summary>
internal static class BaselineBuild
{
    public static string Make(string baseline, string folder)
    {
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        foreach (var library in new[] { "GdnStreams.Client.dll", "GdnStreams.Protocol.dll" })
        {
            File.Copy(Path.Combine(baseline, "bin", "net8.0", library), Path.Combine(folder, library), overwrite: true);
        }

        return folder;
    }
}
