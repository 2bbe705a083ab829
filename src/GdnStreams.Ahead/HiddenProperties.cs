using System.Management.Automation;
using System.Reflection;

namespace GdnStreams;

/// <summary>
/// What the types file names as getters of hidden properties. PowerShell reads that file before it loads the cmdlets, which have the real ones: they are found when
/// they are first asked for (docs/decisions/0009-the-module-carries-its-server.md).
/// </summary>
public static class HiddenProperties
{
    private static readonly Lazy<Func<PSObject, object?>> PayloadOf = Getter<object?>("GdnMessage", "Payload");
    private static readonly Lazy<Func<PSObject, TimeSpan>> AgeOf = Getter<TimeSpan>("GdnMessage", "Age");
    private static readonly Lazy<Func<PSObject, object?>> SizeTextOf = Getter<object?>("GdnMessage", "SizeText");
    private static readonly Lazy<Func<PSObject, object?>> ShownOf = Getter<object?>("SessionDisplay", "Of");

    /// <summary>The bytes of a received message.</summary>
    /// <param name="message">The message.</param>
    public static object? Payload(PSObject message) => PayloadOf.Value(message);

    /// <summary>The time since the server took a received message.</summary>
    /// <param name="message">The message.</param>
    public static object? Age(PSObject message) => AgeOf.Value(message);

    /// <summary>The size of a received message as the views show it.</summary>
    /// <param name="message">The message.</param>
    public static object? SizeText(PSObject message) => SizeTextOf.Value(message);

    /// <summary>What the views show of a session.</summary>
    /// <param name="session">The session.</param>
    public static object? Shown(PSObject session) => ShownOf.Value(session);

    private static Lazy<Func<PSObject, T>> Getter<T>(string type, string method) => new(() => (Func<PSObject, T>)Delegate.CreateDelegate(
        typeof(Func<PSObject, T>),
        Type.GetType($"GdnStreams.Cmdlets.{type}, GdnStreams.Cmdlets", throwOnError: true)!.GetMethod(method, BindingFlags.Public | BindingFlags.Static)!));
}
