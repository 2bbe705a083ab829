namespace GdnStreams.Framework;

/// <summary>What runs these tests: a test that Mono cannot run skips there and says why.</summary>
internal static class Runtime
{
    public static bool IsMono { get; } = Type.GetType("Mono.Runtime") is not null;
}
