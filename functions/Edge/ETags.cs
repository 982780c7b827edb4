using System.Globalization;

namespace Functions.Edge;

/// <summary>ETags: of versions (<c>"3"</c>), and of previews, whose ETag is their hash.</summary>
internal static class ETags
{
    /// <summary>The ETag of a version.</summary>
    public static string Of(int version) => $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";

    /// <summary>The hash that <c>If-Match</c> names; null when there is none.</summary>
    public static string? HashOf(HttpRequest request)
    {
        var text = request.Headers.IfMatch.ToString().Trim();
        return text.Length == 0 ? null : text.Trim('"');
    }

    /// <summary>Reads <c>If-Match</c>; null when there is none or it is <c>*</c>. False when it cannot be a version.</summary>
    public static bool TryRead(HttpRequest request, out int? version)
    {
        var text = request.Headers.IfMatch.ToString().Trim();
        version = null;
        if (text is "" or "*")
        {
            return true;
        }

        var read = int.TryParse(text.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        version = read ? number : null;
        return read;
    }
}
