using System.Globalization;
using System.Text;

namespace GdnStreams.Torture.Fuzzing;

/// <summary>What nobody in his right mind sends.</summary>
internal sealed class OddValues(Random random)
{
    private static readonly string[] Texts =
    [
        "", " ", "a", "c8globals.f", "c8locals.f", "f", "_system", "demo", "..", ".", "/", "//", "\\", "%", "%00", "%2F", "%25", "%zz", "+", "?", "#", "&", "=", "\0", "\r\n", "\n", "\t", "\u007f",
        "null", "true", "-1", "0", "1", "NaN", "1e400", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "2147483648", "00", "0x10", "1.5", "ÄÖÜ", "日本語", "😀", "\u202e", "\ufeff", "\ud800",
        "'", "\"", "';DROP TABLE streams;--", "${jndi:ldap://x}", "{{7*7}}", "<script>", "persistent://demo/c8global._system/c8globals.f", "earliest", "latest", "CAAQAw==", "CP///////////wEQ////////////ATAA",
        "AAAA", "====", "CAMQADAA", "Shared", "Key_Shared", "exclusive", "f-s-DLQ", "c8globals.", "*", "%2e%2e%2f", "CON", "\ue000s", "\ue000",
    ];

    private static readonly string[] Properties =
    [
        "payload", "properties", "context", "key", "eventTime", "deliverAt", "deliverAfterMs", "replicationClusters", "messageId", "type", "permitMessages", "email", "password", "tenant", "username", "name", "options",
        "grant", "url", "secret", "maxAttempts", "deadLetterTopic", "ratePerSecond", "timeoutInSeconds", "active", "retentionTimeInMinutes", "retentionSizeInMB", "messageTTLInSeconds", "ledgerId", "entryId", "partitionIndex",
        "isExcluded", "keyid", "apikey", "jwt", "metadata", "dcList", "spotDc", "administrator", "user", "passwd", "x",
    ];

    public int Next(int most) => random.Next(most);

    public int Next(int least, int most) => random.Next(least, most);

    /// <summary>A name or a number, as text.</summary>
    public string Text() => random.Next(12) switch
    {
        0 => new string((char)random.Next(32, 0x3000), random.Next(1, 400)),
        1 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        2 => Convert.ToBase64String(Bytes(random.Next(40))),
        3 => string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => (char)random.Next(0, 0x10000))),
        _ => Texts[random.Next(Texts.Length)],
    };

    /// <summary>Any bytes.</summary>
    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>A text as a part of a path or a query: mostly escaped, now and then as it is.</summary>
    public string Part()
    {
        var text = Text();
        return random.Next(5) == 0
            ? string.Concat(text.Where(letter => letter is > ' ' and < '\u007f'))
            : string.Concat(Encoding.UTF8.GetBytes(text).Select(part => char.IsAsciiLetterOrDigit((char)part) || part == '.' ? ((char)part).ToString() : $"%{part:X2}"));
    }

    /// <summary>JSON, mostly.</summary>
    public byte[] Json() => random.Next(14) switch
    {
        0 => Bytes(random.Next(200)),
        1 => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(random.Next(2) == 0 ? "[" : "{\"x\":", random.Next(1, 5_000)))),
        2 => Encoding.ASCII.GetBytes(new string('[', 70) + new string(']', 70)),
        3 => Broken(Encoding.UTF8.GetBytes(Object())),
        4 => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Object())],
        5 => Encoding.Unicode.GetBytes(Object()),
        6 => Encoding.UTF8.GetBytes(Value(0)),
        7 => Encoding.UTF8.GetBytes(Object() + Object()),
        _ => Encoding.UTF8.GetBytes(Object()),
    };

    private string Object() => "{" + string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => $"\"{Properties[random.Next(Properties.Length)]}\":{Value(0)}")) + "}";

    private string Value(int depth) => random.Next(depth > 3 ? 9 : 12) switch
    {
        0 => "null",
        1 => random.Next(2) == 0 ? "true" : "false",
        2 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        3 => random.NextDouble().ToString(CultureInfo.InvariantCulture) + "e" + random.Next(-400, 400).ToString(CultureInfo.InvariantCulture),
        4 => "1" + new string('0', random.Next(400)),
        5 => $"\"{new string('A', random.Next(3_000))}\"",
        < 9 => $"\"{string.Concat(Text().Select(letter => letter is >= ' ' and < '\u007f' and not '"' and not '\\' ? letter.ToString() : $"\\u{(int)letter:x4}"))}\"",
        9 => "[" + string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth + 1))) + "]",
        _ => "{" + string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => $"\"{Properties[random.Next(Properties.Length)]}\":{Value(depth + 1)}")) + "}",
    };

    /// <summary>Some bytes changed, removed or doubled.</summary>
    public byte[] Broken(byte[] bytes)
    {
        var broken = bytes.ToList();
        for (var changes = random.Next(1, 5); changes > 0 && broken.Count > 0; changes--)
        {
            var at = random.Next(broken.Count);
            switch (random.Next(3))
            {
                case 0:
                    broken[at] = (byte)random.Next(256);
                    break;
                case 1:
                    broken.RemoveAt(at);
                    break;
                default:
                    broken.Insert(at, (byte)random.Next(256));
                    break;
            }
        }

        return [.. broken];
    }
}
