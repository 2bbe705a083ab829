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

    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: no directory is given.</exception>
    public static SqliteStore OpenOrMake(string? directory) => SqliteStore.Open(Given(directory));

    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: no directory is given, or it holds no store.</exception>
    public static SqliteStore OpenExisting(string? directory) => SqliteStore.Exists(Given(directory))
        ? SqliteStore.Open(directory)
        : throw new GdnException(GdnErrorCode.BadRequest, $"{directory} holds no store. Start a server with --data {directory} first, or correct the directory.");

    private static string Given(string? directory) =>
        directory ?? throw new GdnException(GdnErrorCode.BadRequest, "Say which store: --data DIR.");
}
