namespace Core.Pipeline;

/// <summary>
/// What a table store takes, said once for all stores, so that the simulation refuses what Azure would refuse. Breaking a
/// rule is a bug of the caller: <see cref="ArgumentException"/>, never a conflict and never worth a second try.
/// </summary>
public static class RowRules
{
    /// <summary>Most changes of one commit, inclusive.</summary>
    public const int MaxChanges = 100;

    /// <summary>Longest text property in UTF-16 characters, inclusive (Azure Tables: 64 KiB a property).</summary>
    public const int MaxTextLength = 32 * 1024;

    /// <summary>
    /// Most bytes of one row by <see cref="SizeOf"/>, inclusive; leaves room for keys, names and seals below the 1 MiB of a
    /// row.
    /// </summary>
    public const int MaxRowBytes = 900 * 1024;

    /// <summary>
    /// Most bytes of all rows of one commit by <see cref="SizeOf"/>, inclusive: a transaction's body is at most 4 MiB, and
    /// bytes travel in it as base64.
    /// </summary>
    public const int MaxCommitBytes = 2_600 * 1024;

    /// <summary>Longest partition or row key in UTF-16 characters, inclusive (Azure Tables: 1 KiB).</summary>
    public const int MaxKeyLength = 512;

    /// <summary>Between a byte property's name and the number of its further pieces; so no name may hold it.</summary>
    public const string PieceMark = "__";

    /// <summary>Throws unless these changes can be one commit.</summary>
    /// <exception cref="ArgumentException">A rule is broken; the message says which.</exception>
    /// <exception cref="RowTooBigException">A row or the whole is over its limit.</exception>
    public static void Check(string partition, IReadOnlyList<RowChange> changes)
    {
        Require(changes.Count is > 0 and <= MaxChanges, "A commit holds 1 to 100 changes.");
        CheckKey(partition);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            Require(keys.Add(change.Key), $"The row {change.Key} is changed twice in one commit.");
            Check(change);
        }

        if (changes.Sum(SizeOf) is > MaxCommitBytes and var bytes)
        {
            throw new RowTooBigException($"The commit would hold {bytes} bytes; {MaxCommitBytes} is the most.");
        }
    }

    /// <summary>Cuts changes of one partition into commits within the limits, in order; a row over its own limit stays alone.</summary>
    public static IEnumerable<IReadOnlyList<RowChange>> Commits(IEnumerable<RowChange> changes)
    {
        List<RowChange> commit = [];
        var bytes = 0L;
        foreach (var change in changes)
        {
            var size = SizeOf(change);
            if (commit.Count == MaxChanges || (commit.Count > 0 && bytes + size > MaxCommitBytes))
            {
                yield return commit;
                (commit, bytes) = ([], 0);
            }

            commit.Add(change);
            bytes += size;
        }

        if (commit.Count > 0)
        {
            yield return commit;
        }
    }

    /// <summary>What a change counts against the limits, in bytes: two for a character of text, 8 for a number.</summary>
    public static long SizeOf(RowChange change) =>
        change.Values.Values.Sum(v =>
            v switch
            {
                byte[] bytes => bytes.LongLength,
                string text => 2L * text.Length,
                _ => 8L,
            }
        );

    /// <summary>Throws unless a partition or a row can have this key: not empty, no control character, none of / \ # ?.</summary>
    /// <exception cref="ArgumentException">It cannot.</exception>
    public static void CheckKey(string key) =>
        Require(
            key.Length is > 0 and <= MaxKeyLength && !key.Any(c => char.IsControl(c) || c is '/' or '\\' or '#' or '?'),
            $"'{key}' cannot be a key: 1 to 512 characters, no control character, none of / \\ # ?."
        );

    private static void Check(RowChange change)
    {
        CheckKey(change.Key);
        var guarded = change.Kind is ChangeKind.Replace or ChangeKind.Delete;
        Require(
            guarded == change.ETag is not null,
            $"{change.Kind} of {change.Key}: an ETag exactly where one is compared."
        );
        foreach (var (name, value) in change.Values)
        {
            CheckName(name);
            switch (value)
            {
                case string text:
                    Require(text.Length <= MaxTextLength, $"The text {name} of {change.Key} is over 32 Ki characters.");
                    break;
                default:
                    Require(value is long or byte[], $"{name} of {change.Key} is neither string, long nor byte[].");
                    break;
            }
        }

        if (SizeOf(change) is > MaxRowBytes and var bytes)
        {
            throw new RowTooBigException($"The row {change.Key} would hold {bytes} bytes; {MaxRowBytes} is the most.");
        }
    }

    private static void CheckName(string name) =>
        Require(
            name.Length is > 0 and <= 200
                && char.IsAsciiLetter(name[0])
                && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_')
                && !name.Contains(PieceMark, StringComparison.Ordinal)
                && name is not ("PartitionKey" or "RowKey" or "Timestamp" or "ETag"),
            $"'{name}' cannot be a property: ASCII letters, digits and single underscores, a letter first, no name of the store's own."
        );

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message, nameof(holds));
        }
    }
}

/// <summary>
/// A row or a commit is over its limit: split it into pages, or into several commits. Trying again cannot help.
/// </summary>
public sealed class RowTooBigException : Exception
{
    /// <summary>Without a message.</summary>
    public RowTooBigException() { }

    /// <summary>With a message.</summary>
    public RowTooBigException(string message)
        : base(message) { }

    /// <summary>With a message and what caused it.</summary>
    public RowTooBigException(string message, Exception inner)
        : base(message, inner) { }
}
