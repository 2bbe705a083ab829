using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The one file that -Path or -LiteralPath names, which need not exist.</summary>
internal static class OutputFile
{
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: it is no path of a file, or stands for several.</exception>
    public static string Resolve(PathIntrinsics paths, string name, bool wildcards)
    {
        try
        {
            if (!wildcards || !WildcardPattern.ContainsWildcardCharacters(name))
            {
                var path = paths.GetUnresolvedProviderPathFromPSPath(name, out var provider, out _);
                return provider.Name == "FileSystem" ? path : throw new GdnException(GdnErrorCode.BadRequest, $"'{name}' is no path of a file.");
            }

            return paths.GetResolvedProviderPathFromPSPath(name, out _) is { Count: 1 } found
                ? found[0]
                : throw new GdnException(GdnErrorCode.BadRequest, $"'{name}' stands for several files, or for none. Give one name; -LiteralPath takes it as it is.");
        }
        catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException)
        {
            throw new GdnException(GdnErrorCode.BadRequest, e.Message, e);
        }
    }
}
