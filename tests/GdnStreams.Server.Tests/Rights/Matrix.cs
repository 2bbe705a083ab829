using System.Globalization;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Tests.Rights;

/// <summary>Every call of the table by every kind of caller: who is let in is written in <c>Matrix.txt</c>, and a call that is not there fails.</summary>
public sealed class Matrix(Cast cast) : IClassFixture<Cast>
{
    private static readonly string[] Callers = ["stranger", "other", "ro", "wo", "none", "key", "administrator"];

    [Fact]
    public async Task Lets_in_who_is_written_there_and_nobody_else()
    {
        var written = (await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Rights", "Matrix.txt"))).Where(line => line.Length > 0 && line[0] != '#').ToArray();
        var seen = new List<string>();
        foreach (var call in RestApi.All)
        {
            foreach (var template in call.Templates)
            {
                var answers = new List<string>();
                foreach (var caller in Callers)
                {
                    answers.Add(await AnswerAsync(call, template, cast.Headers[caller]));
                }

                seen.Add($"{call.Method} {template} : {string.Join(' ', answers)}");
            }
        }

        var differences = seen.Except(written).Select(line => "+ " + line).Concat(written.Except(seen).Select(line => "- " + line)).ToArray();
        Assert.True(
            differences.Length == 0,
            $"Answers (+) and Rights/Matrix.txt (-) differ. Callers: {string.Join(' ', Callers)}.\n{string.Join('\n', differences)}\nWrite a new call there after you made sure of each of its columns.");
    }

    /// <summary>401, 403, or yes: what was let in may still be a bad request.</summary>
    private async Task<string> AnswerAsync(RestCall call, string template, string authorization)
    {
        var path = string.Join('/', template.Split('/').Select(part => part switch
        {
            "{user}" => cast.Target,
            "{key}" => "targetskey",
            "{fabric}" or "{name}" when !template.StartsWith("/datacenter", StringComparison.Ordinal) => part == "{name}" ? "new" : "_system",
            "{name}" or "{region}" => "local",
            "{topic}" => "c8globals.stage",
            "{subscription}" => "s",
            "{tenant}" => "demo",
            "{isSpot}" => "true",
            "{seconds}" or "{messages}" or "{milliseconds}" or "{position}" => "1",
            _ => part,
        }));
        var body = call.TakesBytes ? "x" : call.RequestType is null ? null : "{}";
        var (status, _) = await cast.Rest.CallAsync($"{call.Method} /_tenant/demo/_fabric/_system/_api{path}", body, authorization);
        return status is 401 or 403 ? status.ToString(CultureInfo.InvariantCulture) : status < 500 ? "yes" : $"failed({status})";
    }
}
