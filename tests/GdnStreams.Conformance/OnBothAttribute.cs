using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace GdnStreams.Conformance;

/// <summary>Runs a rule on our server and on a real Pulsar.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnBothAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow("ours"), new TheoryDataRow("pulsar")]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
