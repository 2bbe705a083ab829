using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Closes what the runspace holds when the module is removed from it.</summary>
public sealed class ModuleRemoval : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => RunspaceHoldings.Current.Close();
}
