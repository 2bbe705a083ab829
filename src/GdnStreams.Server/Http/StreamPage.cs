using GdnStreams.Protocol;

namespace GdnStreams.Server.Http;

/// <summary>A part of the list of streams, for who does not want all of them at once: <c>contains</c>, <c>after</c> and <c>limit</c> of the query.</summary>
internal sealed class StreamPage(IQueryCollection query)
{
    private readonly string _contains = query["contains"].ToString();
    private readonly string _after = query["after"].ToString();
    private readonly int? _limit = int.TryParse(query["limit"], out var limit) && limit > 0 ? limit : null;

    /// <summary>Whether a stream can be on it.</summary>
    public bool MayHold(string topic) =>
        (_after.Length == 0 || string.CompareOrdinal(topic, _after) > 0)
        && (_contains.Length == 0 || StreamName.Parse(topic).Name.Contains(_contains, StringComparison.OrdinalIgnoreCase));

    /// <summary>Those that are on it.</summary>
    /// <param name="items">All that can be.</param>
    public IReadOnlyList<StreamItem> Of(List<StreamItem> items)
    {
        if (_limit is { } most)
        {
            items.Sort((left, right) => string.CompareOrdinal(left.Topic, right.Topic));
            items.RemoveRange(Math.Min(most, items.Count), Math.Max(0, items.Count - most));
        }

        return items;
    }
}
