using System.Globalization;
using System.Net.Sockets;
using System.Text;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture.Fuzzing;

/// <summary>A TCP connection that sends any bytes, and reads HTTP answers and WebSocket frames no further than it needs.</summary>
internal sealed class RawConnection : IDisposable
{
    private const int MostOfABody = 2_000;
    private readonly TcpClient _client = new() { NoDelay = true, LingerState = new LingerOption(enable: true, seconds: 0) };
    private readonly byte[] _buffer = new byte[64 * 1024];
    private NetworkStream? _stream;
    private int _start;
    private int _end;

    private RawConnection()
    {
    }

    /// <summary>The body of the last answer, without its long parts.</summary>
    public string Body { get; private set; } = "";

    /// <summary>Whether the server has closed it.</summary>
    public bool IsClosed { get; private set; }

    public static async Task<RawConnection> OpenAsync(Uri server)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(server.Host, server.Port).WaitAsync(ServerUnderTest.Patience);
        connection._stream = connection._client.GetStream();
        return connection;
    }

    public async Task SendAsync(byte[] bytes)
    {
        try
        {
            await _stream!.WriteAsync(bytes).AsTask().WaitAsync(ServerUnderTest.Patience);
        }
        catch (IOException)
        {
            IsClosed = true;
        }
    }

    /// <summary>The status of the next answer, whose body is in <see cref="Body"/>; null where the connection is closed instead.</summary>
    /// <exception cref="TimeoutException">Nothing comes: the server hangs.</exception>
    public async Task<int?> ReadStatusAsync(bool hasBody = true)
    {
        if (await LineAsync() is not { } first)
        {
            return null;
        }

        var status = int.Parse(first.Split(' ')[1], CultureInfo.InvariantCulture);
        var (length, isChunked) = (0, false);
        while (await LineAsync() is { Length: > 0 } header)
        {
            if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                length = int.Parse(header[15..], CultureInfo.InvariantCulture);
            }

            isChunked |= header.StartsWith("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase);
        }

        Body = "";
        if (hasBody && status is not (101 or 204 or 304))
        {
            await (isChunked ? TakeChunksAsync() : TakeAsync(length));
        }

        return status;
    }

    /// <summary>The next frame's opcode and content; null where the connection is closed instead.</summary>
    /// <exception cref="TimeoutException">Nothing comes: the server hangs.</exception>
    public async Task<(int Opcode, byte[] Content)?> ReadFrameAsync()
    {
        if (await ByteAsync() is not { } first || await ByteAsync() is not { } second)
        {
            return null;
        }

        long length = second & 0x7F;
        if (length >= 126)
        {
            var bytes = await BytesAsync(length == 126 ? 2 : 8);
            length = bytes.Aggregate(0L, (value, part) => (value << 8) | part);
        }

        return (first & 0x0F, await BytesAsync((int)length));
    }

    public void Dispose() => _client.Dispose();

    /// <summary>A body, or a part of one.</summary>
    private async Task TakeAsync(int length)
    {
        if (length <= MostOfABody)
        {
            Body += Encoding.UTF8.GetString(await BytesAsync(length));
        }
        else
        {
            await SkipAsync(length);
        }
    }

    private async Task TakeChunksAsync()
    {
        while (await LineAsync() is { } size)
        {
            var length = int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            await TakeAsync(length);
            await SkipAsync(2);
            if (length == 0)
            {
                return;
            }
        }
    }

    private async Task SkipAsync(int length)
    {
        while (length > 0 && (_start < _end || await FillAsync()))
        {
            var skipped = Math.Min(length, _end - _start);
            (_start, length) = (_start + skipped, length - skipped);
        }
    }

    /// <exception cref="EndOfStreamException">The connection is closed within them.</exception>
    private async Task<byte[]> BytesAsync(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
        {
            bytes[i] = await ByteAsync() ?? throw new EndOfStreamException($"it ends behind {i} of {count} bytes");
        }

        return bytes;
    }

    private async Task<string?> LineAsync()
    {
        var line = new StringBuilder();
        while (await ByteAsync() is { } next)
        {
            if (next == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)next);
        }

        return null;
    }

    private async ValueTask<byte?> ByteAsync()
    {
        if (_start == _end && !await FillAsync())
        {
            return null;
        }

        return _buffer[_start++];
    }

    private async Task<bool> FillAsync()
    {
        try
        {
            (_start, _end) = (0, await _stream!.ReadAsync(_buffer).AsTask().WaitAsync(ServerUnderTest.Patience));
        }
        catch (IOException)
        {
            (_start, _end) = (0, 0);
        }

        IsClosed |= _end == 0;
        return _end > 0;
    }
}
