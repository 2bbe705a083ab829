using System.CommandLine;
using GdnStreams.Protocol;
using GdnStreams.Server.Store;

namespace GdnStreams.Server.Commands;

/// <summary>The data directory of commands that work on a store, whether a server runs on it or not.</summary>
internal static class DataOption
{
    public static Option<string?> Make(Settings settings)
    {
        var option = settings.Option<string?>("data", "Directory of the durable store.");
        option.Recursive = true;
        return option;
    }

    /// <summary>For users and keys: a server may run on the store.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: no directory is given.</exception>
    public static SqliteStore OpenOrMake(string? directory) => SqliteStore.Open(Given(directory), isShared: true);

    /// <summary>For streams: no server may run on the store.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: no directory is given.</exception>
    public static SqliteStore OpenAlone(string? directory) => SqliteStore.Open(Given(directory));

    /// <summary>For users and keys of a store that is there: a server may run on it.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: no directory is given, or it holds no store.</exception>
    public static SqliteStore OpenExisting(string? directory) => SqliteStore.Open(Existing(directory), isShared: true);

    /// <summary>A directory that holds a store.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: no directory is given, or it holds no store.</exception>
    public static string Existing(string? directory) => SqliteStore.Exists(Given(directory))
        ? directory!
        : throw new GdnException(GdnErrorCode.BadRequest, $"{directory} holds no store. Start a server with --data {directory} first, or correct the directory.");

    private static string Given(string? directory) =>
        directory ?? throw new GdnException(GdnErrorCode.BadRequest, "Say which store: --data DIR.");
}
