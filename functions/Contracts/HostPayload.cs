using System.Text.Json;
using Functions.Queues;

namespace Functions.Contracts;

/// <summary>
/// What the Functions host posts to a queue function: <c>{"Data":{"item":…},"Metadata":{…}}</c>. The message arrives as a
/// JSON string that holds JSON, once or twice encoded. <c>Metadata</c> is never read: scalars in a message overwrite it.
/// </summary>
internal static class HostPayload
{
    private const int MaxEncodings = 3;

    /// <summary>The wake-up that a body carries; null when it carries none of ours.</summary>
    public static WakeUp? WakeUpIn(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object
        && body.TryGetProperty("Data", out var data)
        && data.ValueKind == JsonValueKind.Object
        && data.TryGetProperty("item", out var item)
        && Unwrap(item) is { } message
            ? WakeUp.Parse(message)
            : null;

    private static JsonElement? Unwrap(JsonElement item)
    {
        for (var i = 0; item.ValueKind == JsonValueKind.String; i++)
        {
            if (i == MaxEncodings)
            {
                return null;
            }

            try
            {
                using var inner = JsonDocument.Parse(item.GetString() ?? "");
                item = inner.RootElement.Clone();
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                return null;
            }
        }

        return item;
    }
}

/// <summary>The least that the host accepts as success: a JSON object.</summary>
internal sealed record Done;
