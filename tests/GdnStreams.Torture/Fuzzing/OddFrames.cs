using System.Buffers.Binary;
using System.Text;

namespace GdnStreams.Torture.Fuzzing;

/// <summary>WebSocket frames, right and wrong ones.</summary>
internal sealed class OddFrames(OddValues odd)
{
    private const int Text = 1;
    private const int Large = 1024 * 1024;

    /// <summary>What the server reads in quicker ways of their own: how it begins, what it says, how it ends.</summary>
    private static readonly (string Begin, string Said, string End)[] Usual =
    [
        ("{\"messageId\":\"", "CAMQADAA", "\"}"),
        ("{\"payload\":\"", "cHJvYmU=", "\",\"context\":\"1\"}"),
        ("{\"payload\":\"", "cHJvYmU=", "\",\"properties\":{\"a\":\"b\"},\"key\":\"k\"}"),
    ];

    /// <summary>A text frame as a client sends it.</summary>
    public static byte[] Right(byte[] content) => Frame(0x80 | Text, content, isMasked: true, lengthBytes: 0);

    /// <summary>Whether bytes were sent that are no frame: the server may wait for the rest of what it takes them for.</summary>
    public bool IsAdrift { get; private set; }

    /// <summary>One case: mostly a right frame with odd content.</summary>
    public byte[] Next() => odd.Next(30) switch
    {
        0 => Frame(0x80 | odd.Next(16), odd.Json(), isMasked: true, 0), // Any opcode.
        1 => Frame(odd.Next(256), odd.Bytes(odd.Next(130)), isMasked: true, 0),
        2 when odd.Next(20) == 0 => Frame(0x80 | Text, odd.Json(), isMasked: false, 0),
        3 when odd.Next(20) == 0 => Adrift(odd.Next(2) == 0 ? odd.Bytes(odd.Next(1, 40)) : Huge()),
        4 => Frame(0x80 | Text, odd.Json(), isMasked: true, odd.Next(2) == 0 ? 2 : 8), // A longer length than it needs.
        5 => Frame(0x80 | 2, odd.Json(), isMasked: true, 0), // Binary.
        6 => Frame(0x80 | 9, odd.Bytes(odd.Next(126)), isMasked: true, 0), // Ping.
        7 when odd.Next(20) == 0 => Frame(0x80 | Text, new byte[Large - 5 + odd.Next(10)], isMasked: true, 0),
        8 when odd.Next(20) == 0 => Frame(0x80 | 8, odd.Bytes(odd.Next(126)), isMasked: true, 0), // Goodbye.
        < 14 => Fragments(odd.Json()),
        < 18 => Right(Encoding.ASCII.GetBytes(Torn())),
        _ => Right(odd.Json()),
    };

    /// <summary>A usual frame of which something is missing: what stands at its two ends is there in part, or is the same bytes.</summary>
    private string Torn()
    {
        var (begin, said, end) = Usual[odd.Next(Usual.Length)];
        var whole = begin + said + end;
        return odd.Next(4) switch
        {
            0 => whole[..odd.Next(whole.Length)],
            1 => whole[odd.Next(whole.Length)..],
            2 => begin + said.Insert(odd.Next(said.Length), odd.Next(2) == 0 ? "\t" : "\r\n") + end,
            _ => begin[..^odd.Next(3)] + end[odd.Next(3)..], // {"messageId":"} begins and ends as an acknowledgement does.
        };
    }

    private byte[] Adrift(byte[] bytes)
    {
        IsAdrift = true;
        return bytes;
    }

    /// <summary>The beginning of a frame that says it has between two billion and nine quintillion bytes, or fewer than none.</summary>
    private byte[] Huge()
    {
        var length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(length, (1UL << odd.Next(31, 64)) - (ulong)odd.Next(2));
        return [0x80 | Text, 0x80 | 127, .. length, 0x12, 0x34, 0x56, 0x78, .. odd.Bytes(odd.Next(200))];
    }

    /// <summary>A text in several frames, now and then with a ping between them.</summary>
    private byte[] Fragments(byte[] content)
    {
        var frames = new List<byte>();
        var count = odd.Next(1 + Math.Min(10, content.Length)) + 1;
        for (var i = 0; i < count; i++)
        {
            var part = content[(content.Length * i / count)..(content.Length * (i + 1) / count)];
            frames.AddRange(Frame((i == 0 ? Text : 0) | (i == count - 1 ? 0x80 : 0), part, isMasked: true, 0));
            if (i < count - 1 && odd.Next(4) == 0)
            {
                frames.AddRange(Frame(0x80 | 9, [], isMasked: true, 0));
            }
        }

        return [.. frames];
    }

    private static byte[] Frame(int first, byte[] content, bool isMasked, int lengthBytes)
    {
        lengthBytes = Math.Max(lengthBytes, content.Length < 126 ? 0 : content.Length < 65_536 ? 2 : 8);
        byte[] mask = isMasked ? [0x12, 0x34, 0x56, 0x78] : [];
        var length = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, content.Length);
        var marker = lengthBytes switch { 0 => content.Length, 2 => 126, _ => 127 };
        return
        [
            (byte)first, (byte)(marker | (isMasked ? 0x80 : 0)), .. length[(8 - lengthBytes)..], .. mask,
            .. isMasked ? content.Select((part, at) => (byte)(part ^ mask[at % 4])) : content,
        ];
    }
}
