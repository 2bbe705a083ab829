using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A script block made fit for other runspaces: it belongs to none, and its <c>$using:</c> variables are plain ones with the values of the caller.</summary>
internal sealed class HandlerScript
{
    private const string Prefix = "gdnUsing_";

    private HandlerScript(ScriptBlock block, IReadOnlyDictionary<string, object?> values) => (Block, Values) = (block, values);

    /// <summary>The block; any number of runspaces may run it at a time.</summary>
    public ScriptBlock Block { get; }

    /// <summary>Variables that the runspaces need.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; }

    /// <param name="given">The caller's block.</param>
    /// <param name="valueOf">The value of a variable of the caller; null where there is no such variable.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: a variable does not exist.</exception>
    public static HandlerScript Of(ScriptBlock given, Func<string, PSVariable?> valueOf)
    {
        var text = given.ToString();
        var uses = Parser.ParseInput(text, out _, out _).FindAll(static ast => ast is UsingExpressionAst, searchNestedScriptBlocks: true);
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        var plain = new StringBuilder(text);
        foreach (var use in uses.Select(ast => UsingExpressionAst.ExtractUsingVariable((UsingExpressionAst)ast)).OrderByDescending(variable => variable.Extent.StartOffset))
        {
            var name = use.VariablePath.UserPath;
            name = name.Substring(name.IndexOf(':') + 1);
            var variable = valueOf(name) ?? throw new GdnException(GdnErrorCode.BadRequest, $"The script block uses $using:{name}, and there is no variable ${name}.");
            values[Prefix + name] = variable.Value;
            var extent = use.Extent;
            plain.Remove(extent.StartOffset, extent.EndOffset - extent.StartOffset).Insert(extent.StartOffset, use.Splatted ? $"@{Prefix}{name}" : $"${{{Prefix}{name}}}");
        }

        // Its errors name the line in the file that it was written in.
        var lines = string.IsNullOrEmpty(given.File) ? "" : new string('\n', given.Ast.Extent.StartLineNumber - 1);
        return new HandlerScript(Parser.ParseInput(lines + plain, given.File, out _, out _).GetScriptBlock(), values);
    }
}
