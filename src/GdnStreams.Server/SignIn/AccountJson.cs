using System.Text.Json.Serialization;

namespace GdnStreams.Server.SignIn;

/// <summary>Generated serializers of what is stored about users and keys.</summary>
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(ApiKey))]
internal sealed partial class AccountJson : JsonSerializerContext;
