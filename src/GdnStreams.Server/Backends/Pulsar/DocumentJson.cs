using System.Text.Json.Serialization;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>Generated serializer of <see cref="DocumentEntry"/>, which takes no entry with parts missing.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(DocumentEntry))]
internal sealed partial class DocumentJson : JsonSerializerContext;
