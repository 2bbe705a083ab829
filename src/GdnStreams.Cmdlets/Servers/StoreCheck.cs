using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Asks the module's server whether a store is sound.</summary>
internal static class StoreCheck
{
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: there is no store, or it cannot be looked at.</exception>
    public static async Task<GdnServerCheck> RunAsync(string directory, CancellationToken cancellationToken)
    {
        var (code, output, errors) = await ServerCommand.RunAsync(["check", "--data", directory], cancellationToken).ConfigureAwait(false);
        var problems = errors.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

        // A verdict is the last line of its output; without one it could not look.
        return output.StartsWith("The store is", StringComparison.Ordinal)
            ? new GdnServerCheck(directory, code == 0 ? [] : problems)
            : throw new GdnException(GdnErrorCode.Unavailable, errors.Length > 0 ? errors : $"The store in {directory} could not be checked: exit code {code}.");
    }
}
