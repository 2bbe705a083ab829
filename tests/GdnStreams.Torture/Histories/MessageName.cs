namespace GdnStreams.Torture.Histories;

/// <summary>A message as its producer counts it; its payload begins with it.</summary>
internal readonly record struct MessageName(string Producer, int Number)
{
    public override string ToString() => $"{Producer}:{Number}";
}
