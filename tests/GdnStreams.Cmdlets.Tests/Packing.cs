namespace GdnStreams.Cmdlets.Tests;

/// <summary>What <c>src/GdnStreams.Package/Module.proj</c> makes, one thing at a time: they share their build.</summary>
[CollectionDefinition(Name)]
public sealed class Packing
{
    public const string Name = "packing";

    internal static async Task MakeAsync(string target, params string[] more)
    {
        var made = await Pwsh.DotnetAsync(["build", Path.Combine(Engine.Root, "src/GdnStreams.Package/Module.proj"), "-t:" + target, "-v", "quiet", "-nologo", .. more]);
        Assert.True(made.ExitCode == 0, made.Output + made.Errors);
    }
}
