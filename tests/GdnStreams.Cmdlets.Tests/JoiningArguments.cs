using System.Diagnostics;

namespace GdnStreams.Cmdlets.Tests;

/// <summary>What Windows PowerShell starts the server with.</summary>
public sealed class JoiningArguments
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "\"\"")]
    [InlineData("two words", "\"two words\"")]
    [InlineData(@"D:\", @"D:\")]
    [InlineData(@"D:\my data\", @"""D:\my data\\""")]
    [InlineData("d17\"q\"", "\"d17\\\"q\\\"\"")]
    [InlineData("x\" --anonymous-sockets \"", "\"x\\\" --anonymous-sockets \\\"\"")]
    [InlineData(@"a\""b", @"""a\\\""b""")]
    public void Quotes_what_would_be_split(string argument, string expected) => Assert.Equal(expected, Arguments.Join([argument]));

    [Fact]
    public async Task Gives_every_argument_as_it_is_to_a_program()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no printf on Windows.");
        var all = Words(4).ToArray();
        using var process = Process.Start(new ProcessStartInfo("printf", Arguments.Join(["%s\\n", .. all])) { RedirectStandardOutput = true })!;
        Assert.Equal(string.Join('\n', all) + "\n", await process.StandardOutput.ReadToEndAsync());
    }

    /// <summary>Every text of up to so many letters, backslashes, quotes and spaces.</summary>
    private static IEnumerable<string> Words(int length) =>
        length == 0 ? [""] : Words(length - 1).SelectMany(word => word.Length == length - 1 ? new[] { word, word + "a", word + "\\", word + "\"", word + " " } : [word]);
}
