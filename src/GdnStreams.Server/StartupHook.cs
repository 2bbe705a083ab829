using GdnStreams.Server.Hosting;

/// <summary>
/// The program inside another .NET process: with this assembly in DOTNET_STARTUP_HOOKS the runtime calls it before that process's own
/// <c>Main</c>, which then never runs. Its name, place and method are the runtime's.
/// </summary>
internal static class StartupHook
{
    public static void Initialize() => GuestProcess.Run();
}
