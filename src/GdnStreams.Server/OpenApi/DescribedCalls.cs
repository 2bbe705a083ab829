using System.Text.RegularExpressions;
using GdnStreams.Protocol;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace GdnStreams.Server.OpenApi;

/// <summary>The calls of <see cref="RestApi"/> as the framework's generator of OpenAPI documents wants them.</summary>
internal sealed partial class DescribedCalls : IApiDescriptionGroupCollectionProvider
{
    private static readonly EmptyModelMetadataProvider Metadata = new();
    private const string Json = "application/json";
    private const string Bytes = "application/octet-stream";

    public ApiDescriptionGroupCollection ApiDescriptionGroups { get; } = new([new ApiDescriptionGroup(null, [.. Describe()])], version: 1);

    private static IEnumerable<ApiDescription> Describe() =>
        from call in RestApi.All.Concat(SocketCalls.All)
        from template in call.Templates
        select Describe(call, template);

    private static ApiDescription Describe(RestCall call, string template)
    {
        var description = new ApiDescription
        {
            HttpMethod = call.Method,
            RelativePath = template[1..],

            // The generator makes the tag of an operation from this name: calls with the same first word stay together.
            ActionDescriptor = new ActionDescriptor { EndpointMetadata = [], Parameters = [], RouteValues = { ["controller"] = template.Split('/')[1] } },
        };
        description.SetProperty(call);
        foreach (var name in Placeholder().Matches(template).Select(match => match.Groups[1].Value))
        {
            var isNumber = name is "seconds" or "messages" or "milliseconds" or "position";
            Add(name, BindingSource.Path, isNumber ? typeof(long) : typeof(string), isRequired: true);
        }

        foreach (var query in call.Query)
        {
            Add(query.Name, BindingSource.Query, query.Type switch { "boolean" => typeof(bool), "integer" => typeof(long), _ => typeof(string) }, isRequired: false);
        }

        if (call.RequestType is not null || call.TakesBytes)
        {
            Add("body", BindingSource.Body, call.RequestType ?? typeof(Stream), isRequired: !call.HasOptionalBody);
            description.SupportedRequestFormats.Add(new ApiRequestFormat { MediaType = call.TakesBytes ? Bytes : Json });
        }

        var answer = new ApiResponseType { StatusCode = call.Status, Type = call.AnswerType };
        if (call.AnswerType is not null)
        {
            answer.ApiResponseFormats.Add(new ApiResponseFormat { MediaType = Json });
        }

        description.SupportedResponseTypes.Add(answer);
        return description;

        void Add(string name, BindingSource source, Type type, bool isRequired) => description.ParameterDescriptions.Add(new ApiParameterDescription
        {
            Name = name,
            Source = source,
            Type = type,
            IsRequired = isRequired,
            ModelMetadata = Metadata.GetMetadataForType(type),
            ParameterDescriptor = new ParameterDescriptor { Name = name, ParameterType = type },
        });
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
