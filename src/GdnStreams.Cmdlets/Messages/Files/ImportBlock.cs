using System.Security.Cryptography;
using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Some thousand lines of an import, read before one of them is sent. They have a producer of their own, whose name is made of their place and content: the
/// same lines imported again have the same name and numbers, so that the server drops what it has, and other lines never have.
/// </summary>
/// <param name="number">Its place among the blocks of the file, from 0.</param>
internal sealed class ImportBlock(long number) : IDisposable
{
    private const int MostLines = 10_000;
    private const int MostBytes = 8 * 1024 * 1024;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<(long Line, OutgoingMessage Message)> _messages = [];
    private long _bytes;

    /// <summary>The messages with the numbers of their lines.</summary>
    public IReadOnlyList<(long Line, OutgoingMessage Message)> Messages => _messages;

    /// <summary>Whether it takes no more.</summary>
    public bool IsFull => _messages.Count >= MostLines || _bytes >= MostBytes;

    /// <summary>Adds a line and the message that it stands for.</summary>
    public void Add(long line, ReadOnlyMemory<byte> text, OutgoingMessage message)
    {
        _messages.Add((line, message));
        _bytes += text.Length;
        _hash.AppendData([.. text.Span, (byte)'\n']);
    }

    /// <summary>The name of its producer. After this nothing can be added.</summary>
    public string ProducerName() => HashName.Of($"import-{number}", _hash.GetHashAndReset());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
