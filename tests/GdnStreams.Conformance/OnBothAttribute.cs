using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace GdnStreams.Conformance;

/// <summary>Runs a rule on our server, on a real Pulsar, and on our gateway to it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnBothAttribute : DataAttribute
{
    private static readonly string[] Names = ["ours", "pulsar", "gateway"];

    /// <summary>Whether it is a rule of the gateway, too. Default: yes.</summary>
    public bool Gateway { get; init; } = true;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. Names.Where(name => Gateway || name != "gateway").Select(name => new TheoryDataRow(name))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
