using System.Text.Json;
using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Generated serializers of every REST body. Nulls are left out.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(SignInReply))]
[JsonSerializable(typeof(OtpReply))]
[JsonSerializable(typeof(ServerVersion))]
[JsonSerializable(typeof(RegionDetails))]
[JsonSerializable(typeof(IReadOnlyList<RegionDetails>))]
[JsonSerializable(typeof(IReadOnlyList<TenantRegions>))]
[JsonSerializable(typeof(Envelope<string>))]
[JsonSerializable(typeof(Envelope<bool>))]
[JsonSerializable(typeof(Envelope<long>))]
[JsonSerializable(typeof(Envelope<IReadOnlyList<string>>))]
[JsonSerializable(typeof(Envelope<IReadOnlyDictionary<string, string>>))]
[JsonSerializable(typeof(Envelope<IReadOnlyList<UserDetails>>))]
[JsonSerializable(typeof(Envelope<KeyValidation>))]
[JsonSerializable(typeof(Envelope<FabricDetails>))]
[JsonSerializable(typeof(Envelope<IReadOnlyList<FabricDetails>>))]
[JsonSerializable(typeof(Envelope<IReadOnlyList<StreamItem>>))]
[JsonSerializable(typeof(Envelope<StreamCreated>))]
[JsonSerializable(typeof(Envelope<StreamStats>))]
[JsonSerializable(typeof(Envelope<BacklogStats>))]
public sealed partial class RestJson : JsonSerializerContext;
