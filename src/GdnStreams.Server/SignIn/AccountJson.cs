using System.Text.Json.Serialization;

namespace GdnStreams.Server.SignIn;

/// <summary>Generated serializer of <see cref="Account"/>.</summary>
[JsonSerializable(typeof(Account))]
internal sealed partial class AccountJson : JsonSerializerContext;
