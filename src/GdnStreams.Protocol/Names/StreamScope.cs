namespace GdnStreams.Protocol;

/// <summary>Where a stream lives.</summary>
public enum StreamScope
{
    /// <summary>Replicated to every region of the fabric: topic <c>c8globals.{name}</c> in namespace <c>c8global.{fabric}</c>.</summary>
    Global,

    /// <summary>In one region only: topic <c>c8locals.{name}</c> in namespace <c>c8local.{fabric}</c>.</summary>
    Local,

    /// <summary>The change feed of a collection: the collection's bare name in namespace <c>c8local.{fabric}</c>.</summary>
    Collection,
}
