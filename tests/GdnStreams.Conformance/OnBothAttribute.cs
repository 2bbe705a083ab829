using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace GdnStreams.Conformance;

/// <summary>Runs a rule on our server, on a real Pulsar, and on our gateway to it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnBothAttribute : DataAttribute
{
    /// <summary>Their names.</summary>
    internal static readonly string[] Names = ["ours", "pulsar", "gateway"];

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. Names.Select(name => new TheoryDataRow(name))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
