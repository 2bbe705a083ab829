using System.Text.Json.Serialization;

namespace GdnStreams.Server.Commands;

/// <summary>Generated serializer of <see cref="ServerReady"/>.</summary>
[JsonSerializable(typeof(ServerReady))]
internal sealed partial class ServerReadyJson : JsonSerializerContext;
