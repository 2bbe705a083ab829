using System.Management.Automation;

namespace GdnStreams.Cmdlets.Tests;

/// <summary>What a script wrote, its errors, and the error that ended it.</summary>
public sealed record Outcome(IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors, ErrorRecord? Terminating)
{
    public static Outcome Of(PowerShell shell)
    {
        ErrorRecord? terminating = null;
        IReadOnlyList<PSObject> output = [];
        try
        {
            output = shell.Invoke();
        }
        catch (RuntimeException e)
        {
            terminating = e.ErrorRecord;
        }

        return new Outcome(output, [.. shell.Streams.Error], terminating);
    }

    public Outcome Succeeded()
    {
        Assert.Null(Terminating?.ToString());
        Assert.Empty(Errors);
        return this;
    }

    public T Only<T>() => (T)Assert.Single(Succeeded().Output).BaseObject;

    public T[] All<T>() => [.. Succeeded().Output.Select(o => (T)o.BaseObject)];

    /// <summary>The one error, whether it ended its statement or not.</summary>
    public ErrorRecord Failed(string id, ErrorCategory category)
    {
        var error = Assert.Single(Terminating is null ? Errors : [Terminating, .. Errors]);
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.False(string.IsNullOrEmpty(error.ErrorDetails.RecommendedAction));
        return error;
    }
}
