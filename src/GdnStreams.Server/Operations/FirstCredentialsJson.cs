using System.Text.Json.Serialization;

namespace GdnStreams.Server.Operations;

/// <summary>Generated serializer of <see cref="FirstCredentials"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(FirstCredentials))]
internal sealed partial class FirstCredentialsJson : JsonSerializerContext;
