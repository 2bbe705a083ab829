namespace GdnStreams.Torture.PowerCuts;

/// <summary>
/// A disk at the moment of a power cut. A file has all writes up to its last fsync and any of the later ones; names change in their order, and
/// have changed at least as far as the fsync of a file or of the directory says.
/// </summary>
internal sealed class Disk
{
    private readonly bool _ignoresSync;
    private readonly List<(DiskCallKind Kind, string Path, string NewPath, DiskFile? File)> _changes = [];
    private readonly Dictionary<string, DiskFile> _files = [];
    private int _changesOnDisk;

    /// <param name="calls">What the program asked for.</param>
    /// <param name="line">The power is cut before this line of the trace.</param>
    /// <param name="ignoresSync">A disk that lies: it takes an fsync for nothing.</param>
    public Disk(IReadOnlyList<DiskCall> calls, int line, bool ignoresSync = false)
    {
        _ignoresSync = ignoresSync;
        var moments = calls.Where(call => call.Begin < line).Select(call => (Line: call.Begin, IsEnd: false, Call: call))
            .Concat(calls.Where(call => call.End < line).Select(call => (Line: call.End, IsEnd: true, Call: call)))
            .OrderBy(moment => (moment.Line, moment.IsEnd));
        foreach (var (_, isEnd, call) in moments)
        {
            if (isEnd == (call.Kind == DiskCallKind.Sync))
            {
                Take(call);
            }
        }
    }

    /// <summary>Writes one of the states that it may be in.</summary>
    public void Restore(string from, string to, Random random)
    {
        Directory.CreateDirectory(to);
        var names = new Dictionary<string, DiskFile>();
        foreach (var (kind, path, newPath, file) in _changes.Take(random.Next(_changesOnDisk, _changes.Count + 1)))
        {
            if (kind == DiskCallKind.Open)
            {
                names[path] = file!;
            }
            else if (names.Remove(path, out var renamed) && kind == DiskCallKind.Rename)
            {
                names[newPath] = renamed;
            }
        }

        foreach (var (path, file) in names)
        {
            File.WriteAllBytes(Path.Combine(to, Path.GetRelativePath(from, path)), file.Content(random));
        }
    }

    private void Take(DiskCall call)
    {
        switch (call.Kind)
        {
            case DiskCallKind.Open or DiskCallKind.OpenEmpty:
                if (_files.TryGetValue(call.Path, out var known))
                {
                    Empty(known, call);
                }
                else
                {
                    var made = new DiskFile { Made = _changes.Count };
                    _files.Add(call.Path, made);
                    _changes.Add((DiskCallKind.Open, call.Path, "", made));
                }

                break;
            case DiskCallKind.Rename when _files.Remove(call.Path, out var renamed):
                _files[call.NewPath] = renamed;
                _changes.Add((DiskCallKind.Rename, call.Path, call.NewPath, null));
                break;
            case DiskCallKind.Remove when _files.Remove(call.Path):
                _changes.Add((DiskCallKind.Remove, call.Path, "", null));
                break;
            case DiskCallKind.Write or DiskCallKind.Truncate when _files.TryGetValue(call.Path, out var file):
                file.Add(call);
                break;
            case DiskCallKind.Sync when !_ignoresSync:
                Sync(call);
                break;
            default:
                break;
        }
    }

    private static void Empty(DiskFile file, DiskCall call)
    {
        if (call.Kind == DiskCallKind.OpenEmpty)
        {
            file.Add(call with { Kind = DiskCallKind.Truncate, Offset = 0 });
        }
    }

    private void Sync(DiskCall call)
    {
        if (_files.TryGetValue(call.Path, out var file))
        {
            file.Sync(call.Begin);
            _changesOnDisk = Math.Max(_changesOnDisk, file.Made + 1);
        }
        else
        {
            _changesOnDisk = _changes.Count; // Of a directory.
        }
    }
}
