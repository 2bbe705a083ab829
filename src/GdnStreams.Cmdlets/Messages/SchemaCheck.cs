using System.Management.Automation;
using System.Text;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Refuses payloads that a JSON schema does not allow. PowerShell 7's own Test-Json decides.</summary>
internal sealed class SchemaCheck
{
    private const string Test = "param($json, $schema) Microsoft.PowerShell.Utility\\Test-Json -Json $json -Schema $schema -ErrorAction SilentlyContinue -ErrorVariable why; $why";
    private readonly ScriptBlock _test;
    private readonly string _schema;

    /// <param name="invoker">The session's commands.</param>
    /// <param name="schema">The schema as JSON, or the path of a file that has it.</param>
    /// <param name="fileOf">The file of a path.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.NotSupported"/>: Windows PowerShell 5.1; <see cref="GdnErrorCode.BadRequest"/>: the schema is not JSON.</exception>
    public SchemaCheck(CommandInvocationIntrinsics invoker, string schema, Func<string, string> fileOf)
    {
        if (invoker.GetCommand("Test-Json", CommandTypes.Cmdlet) is null)
        {
            throw new GdnException(GdnErrorCode.NotSupported, "-Schema needs the cmdlet Test-Json, which is not to be had here.");
        }

        schema = schema.TrimStart() is ['{', ..] or "true" or "false" ? schema : Encoding.UTF8.GetString(Payloads.Content(fileOf(schema)));
        try
        {
            using var parsed = System.Text.Json.JsonDocument.Parse(schema);
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"The schema is not JSON: {e.Message}", e);
        }

        (_test, _schema) = (ScriptBlock.Create(Test), schema);
    }

    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: the schema does not allow it, and where.</exception>
    public void Ensure(ReadOnlyMemory<byte> payload)
    {
        var written = _test.Invoke(Encoding.UTF8.GetString(payload.ToArray()), _schema);
        if (written is not [{ BaseObject: true }, ..])
        {
            var why = string.Join(" ", written.Select(item => item.BaseObject).OfType<ErrorRecord>().Select(error => error.Exception.Message).Distinct());
            throw new GdnException(GdnErrorCode.BadRequest, $"The schema does not allow this message: {why}");
        }
    }
}
