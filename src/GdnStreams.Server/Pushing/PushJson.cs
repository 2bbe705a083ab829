using System.Text.Json.Serialization;

namespace GdnStreams.Server.Pushing;

/// <summary>Generated serializers of what is stored about pushes, and of the test delivery.</summary>
[JsonSourceGenerationOptions(IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(PushSettings))]
[JsonSerializable(typeof(PushTestBody))]
internal sealed partial class PushJson : JsonSerializerContext;
