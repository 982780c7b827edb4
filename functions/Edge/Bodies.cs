using System.Text.Json;

namespace Functions.Edge;

/// <summary>Request bodies read once, with a limit, as strict JSON.</summary>
internal static class Bodies
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>Reads at most <paramref name="limit"/> bytes; null when there are more.</summary>
    public static async ValueTask<byte[]?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellation)
    {
        if (request.ContentLength > limit)
        {
            await ThrowAwayAsync(request, cancellation);
            return null;
        }

        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellation)) > 0)
        {
            if (buffer.Length + read > limit)
            {
                await ThrowAwayAsync(request, cancellation);
                return null;
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }

    // A sender that is cut off while it still writes never reads why. The server's own limit bounds what we take for that.
    private static async ValueTask ThrowAwayAsync(HttpRequest request, CancellationToken cancellation)
    {
        var chunk = new byte[64 * 1024];
        while (await request.Body.ReadAsync(chunk, cancellation) > 0)
        {
            // Nothing is kept.
        }
    }

    /// <summary>The JSON of a body; null when it is not JSON, names a property twice, or holds text that is no Unicode.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            var root = document.RootElement.Clone();
            return IsText(root) ? root : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The JSON of a body whose parts are checked one by one later; null when it is not JSON.</summary>
    public static JsonElement? ParseLoosely(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The text of a string; null when an escape in it is half of a character.</summary>
    public static string? Text(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // Half a character as an escape is grammatical JSON and no text; everything behind this line may call GetString.
    private static bool IsText(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .All(property => IsName(property) && IsText(property.Value)),
            JsonValueKind.Array => element.EnumerateArray().All(IsText),
            JsonValueKind.String => Text(element) is not null,
            _ => true,
        };

    private static bool IsName(JsonProperty property)
    {
        try
        {
            return property.Name is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
