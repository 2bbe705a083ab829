using System.Text;

namespace GdnStreams.HouseRules.PublicApi;

/// <summary>Which lines two texts do not share, in the form that people know from version control.</summary>
internal static class TextDifference
{
    private static readonly string[] TypeWords = [" class ", " struct ", " enum ", " interface "];

    /// <summary>Lines of the first text alone with '-', of the second alone with '+', each with the type it is in; empty where the texts are equal.</summary>
    public static string Of(string first, string second)
    {
        var (left, right) = (first.Split('\n'), second.Split('\n'));
        var common = CommonLengths(left, right);
        var text = new StringBuilder();
        var (i, j, type, shown) = (0, 0, "", "");
        while (i < left.Length || j < right.Length)
        {
            if (i < left.Length && j < right.Length && left[i] == right[j])
            {
                type = IsType(left[i]) ? left[i] : type;
                (i, j) = (i + 1, j + 1);
                continue;
            }

            if (type != shown)
            {
                text.Append("  ").Append(type).Append('\n');
                shown = type;
            }

            var isRemoved = j == right.Length || (i < left.Length && common[i + 1, j] >= common[i, j + 1]);
            text.Append(isRemoved ? "- " : "+ ").Append(isRemoved ? left[i++] : right[j++]).Append('\n');
        }

        return text.ToString();
    }

    private static bool IsType(string line) =>
        line.StartsWith("    public ", StringComparison.Ordinal) && TypeWords.Any(word => line.Contains(word, StringComparison.Ordinal));

    /// <summary>How many lines the rests of both texts share from each pair of lines on.</summary>
    private static int[,] CommonLengths(string[] left, string[] right)
    {
        var lengths = new int[left.Length + 1, right.Length + 1];
        for (var i = left.Length - 1; i >= 0; i--)
        {
            for (var j = right.Length - 1; j >= 0; j--)
            {
                lengths[i, j] = left[i] == right[j] ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
            }
        }

        return lengths;
    }
}
