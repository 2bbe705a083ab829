using System.Text.Json.Serialization;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>Generated serializer of <see cref="DocumentEntry"/>.</summary>
[JsonSerializable(typeof(DocumentEntry))]
internal sealed partial class DocumentJson : JsonSerializerContext;
