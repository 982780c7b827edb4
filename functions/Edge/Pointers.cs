namespace Functions.Edge;

/// <summary>JSON pointers (RFC 6901) from the paths that System.Text.Json reports (<c>$.a[0].b</c>).</summary>
internal static class Pointers
{
    /// <summary>The pointer of a path; empty for the whole document or when the path is unknown.</summary>
    public static string FromPath(string? path)
    {
        if (path is not ['$', .. var rest])
        {
            return "";
        }

        return rest.Replace("['", ".", StringComparison.Ordinal)
            .Replace("']", "", StringComparison.Ordinal)
            .Replace("[", ".", StringComparison.Ordinal)
            .Replace("]", "", StringComparison.Ordinal)
            .Replace('.', '/');
    }
}
