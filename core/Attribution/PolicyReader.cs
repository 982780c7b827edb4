using System.Text.Json;
using Core.Values;
using NodaTime.Text;

namespace Core.Attribution;

/// <summary>Reads the JSON of a policy.</summary>
internal static class PolicyReader
{
    internal static Result<Policy> Read(JsonElement json, int version) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty("id", out var id)
        && json.TryGetProperty("effectiveFrom", out var from)
            ? new Policy
            {
                Id = id.GetString()!,
                Version = version,
                EffectiveFrom = OffsetDateTimePattern.Rfc3339.Parse(from.GetString()!).Value.ToInstant(),
            }
            : new Refusal("MISSING", "", "Give a policy with id and effectiveFrom.");
}
