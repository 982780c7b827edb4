using System.Collections.Immutable;

namespace Core.Identity;

/// <summary>
/// A name as it can be compared (docs/rules.md NRM-05): forms of characters folded, forms of address stripped to the
/// surname, and for a Chinese surname its pinyin, so that 李芳, 李女士 and Fang Li can be seen to agree.
/// </summary>
public sealed record PersonName
{
    /// <summary>The folded name without forms of address: 李芳, 李, or <c>fang li</c>. Personal.</summary>
    public required string Folded { get; init; }

    /// <summary>Folded Chinese surname; two where 欧阳 may be 欧 too; none for a Latin name or a mere handle.</summary>
    public ImmutableArray<string> Surnames { get; init; } = [];

    /// <summary>Pinyin of the surnames.</summary>
    public ImmutableArray<string> Readings { get; init; } = [];

    /// <summary>Folded Chinese given name; null when only the surname is known.</summary>
    public string? Given { get; init; }

    /// <summary>Lower-case parts of a Latin name in the order sent; which of them is the surname nobody said.</summary>
    public ImmutableArray<string> Tokens { get; init; } = [];

    /// <summary>What a form of address implies: <c>female</c>, <c>male</c>; null: nothing.</summary>
    public string? Gender { get; init; }

    /// <summary>Whether a surname is in it: a single Latin word may be just a handle.</summary>
    public bool HasSurname => !Surnames.IsEmpty || Tokens.Length >= 2;

    /// <summary>Whether it is a whole name, by which two people of one surname can be told apart.</summary>
    public bool IsFull => Given is not null || Tokens.Length >= 2;

    /// <summary>
    /// Whether both names hold a surname and it may be one: equal when both are Chinese, the pinyin among the parts
    /// when one is Latin, a common part when both are.
    /// </summary>
    public bool SharesSurname(PersonName other) =>
        (Surnames.IsEmpty, other.Surnames.IsEmpty) switch
        {
            (false, false) => Surnames.Any(s => other.Surnames.Contains(s, StringComparer.Ordinal)),
            (false, true) => Readings.Any(r => other.Tokens.Contains(r, StringComparer.Ordinal)),
            (true, false) => other.Readings.Any(r => Tokens.Contains(r, StringComparer.Ordinal)),
            (true, true) => HasSurname
                && other.HasSurname
                && Tokens.Any(t => other.Tokens.Contains(t, StringComparer.Ordinal)),
        };

    /// <summary>Safe for logs.</summary>
    public override string ToString() => "PersonName(***)";
}
