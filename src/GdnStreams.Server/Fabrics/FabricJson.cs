using System.Text.Json.Serialization;

namespace GdnStreams.Server.Fabrics;

/// <summary>Generated serializer of <see cref="Fabric"/>.</summary>
[JsonSerializable(typeof(Fabric))]
internal sealed partial class FabricJson : JsonSerializerContext;
