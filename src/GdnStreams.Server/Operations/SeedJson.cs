using System.Text.Json.Serialization;

namespace GdnStreams.Server.Operations;

/// <summary>Generated serializer of <see cref="Seed"/>: camel case, unknown properties are mistakes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Seed))]
internal sealed partial class SeedJson : JsonSerializerContext;
