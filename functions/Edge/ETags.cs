using System.Globalization;

namespace Functions.Edge;

/// <summary>Versions as ETags: <c>"3"</c>.</summary>
internal static class ETags
{
    /// <summary>The ETag of a version.</summary>
    public static string Of(int version) => $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";

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
