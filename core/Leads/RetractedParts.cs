namespace Core.Leads;

/// <summary>Parts of an event that no longer hold, by JSON pointer (RFC 6901).</summary>
internal static class RetractedParts
{
    /// <summary>Whether text is a pointer to a part: <c>/a/0</c>, with <c>~</c> only as <c>~0</c> or <c>~1</c>.</summary>
    public static bool IsPointer(string text)
    {
        if (!text.StartsWith('/'))
        {
            return false;
        }

        for (var i = text.IndexOf('~', StringComparison.Ordinal); i >= 0; i = text.IndexOf('~', i + 1))
        {
            if (i + 1 == text.Length || text[i + 1] is not ('0' or '1'))
            {
                return false;
            }
        }

        return true;
    }
}
