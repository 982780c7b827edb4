namespace Core.Values;

/// <summary>An exact amount of one currency, counted in its minor unit.</summary>
/// <param name="Fen">Chinese fen; 100 fen = 1 CNY. Negative for money taken back.</param>
public readonly record struct Money(long Fen) : IComparable<Money>
{
    /// <summary>No money.</summary>
    public static Money Zero { get; }

    /// <summary>The sum. Overflow throws: money never wraps.</summary>
    public static Money operator +(Money left, Money right) => new(checked(left.Fen + right.Fen));

    /// <summary>The difference. Overflow throws.</summary>
    public static Money operator -(Money left, Money right) => new(checked(left.Fen - right.Fen));

    /// <summary>The opposite amount.</summary>
    public static Money operator -(Money amount) => new(checked(-amount.Fen));

    /// <summary>Whether the left amount is less.</summary>
    public static bool operator <(Money left, Money right) => left.Fen < right.Fen;

    /// <summary>Whether the left amount is more.</summary>
    public static bool operator >(Money left, Money right) => left.Fen > right.Fen;

    /// <summary>Whether the left amount is the same or less.</summary>
    public static bool operator <=(Money left, Money right) => left.Fen <= right.Fen;

    /// <summary>Whether the left amount is the same or more.</summary>
    public static bool operator >=(Money left, Money right) => left.Fen >= right.Fen;

    /// <summary>Whether money left rather than came.</summary>
    public bool IsNegative => Fen < 0;

    /// <summary>The size without the sign. Overflow throws.</summary>
    public Money Abs() => new(Math.Abs(Fen));

    /// <summary>The smaller of two amounts.</summary>
    public static Money Min(Money left, Money right) => left.Fen <= right.Fen ? left : right;

    /// <summary>The larger of two amounts.</summary>
    public static Money Max(Money left, Money right) => left.Fen >= right.Fen ? left : right;

    /// <summary>Reads an amount of yuan with at most two decimals, as it stands on the wire: <c>-100800.00</c>.</summary>
    /// <param name="text">An optional sign, at most 15 digits, and optionally a point with one or two digits.</param>
    /// <returns>The amount; null when the text is anything else.</returns>
    public static Money? Parse(string? text) => Decimals.ParseScaled(text, 2) is { } fen ? new Money(fen) : null;

    /// <summary>The amount in yuan with exactly two decimals and a point: <c>-100800.00</c>. The wire form.</summary>
    public override string ToString() => Decimals.FormatScaled(Fen, 2, trim: false);

    /// <inheritdoc />
    public int CompareTo(Money other) => Fen.CompareTo(other.Fen);

    /// <summary>Splits the amount by weight so that the parts add up to exactly this amount.</summary>
    /// <param name="weights">At least one, none negative, not all zero; only their ratios matter.</param>
    /// <returns>One part per weight, in order. Left-over fen go to the largest remainders, earliest first.</returns>
    /// <exception cref="ArgumentException">The weights cannot divide an amount.</exception>
    /// <remarks>Hamilton's largest-remainder method; see docs/commission.md.</remarks>
    public IReadOnlyList<Money> Allocate(params ReadOnlySpan<long> weights)
    {
        long total = 0;
        foreach (var weight in weights)
        {
            total += weight >= 0 ? weight : throw new ArgumentException("A weight is negative.", nameof(weights));
        }

        if (total == 0)
        {
            throw new ArgumentException("Every weight is zero.", nameof(weights));
        }

        var parts = new Money[weights.Length];
        var remainders = new (Int128 Size, int Index)[weights.Length];
        var left = Fen;
        for (var i = 0; i < weights.Length; i++)
        {
            var (part, remainder) = Int128.DivRem((Int128)Fen * weights[i], total);
            parts[i] = new Money((long)part);
            remainders[i] = (Int128.Abs(remainder), i);
            left -= parts[i].Fen;
        }

        Array.Sort(
            remainders,
            static (a, b) => a.Size != b.Size ? b.Size.CompareTo(a.Size) : a.Index.CompareTo(b.Index)
        );
        for (var i = 0; left != 0; i++, left -= Math.Sign(left))
        {
            parts[remainders[i].Index] += new Money(Math.Sign(left));
        }

        return parts;
    }
}
