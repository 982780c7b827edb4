namespace Core.Values;

/// <summary>Money on the wire: <c>{"value":"8000000.00","currency":"CNY"}</c>.</summary>
internal static class MoneyFields
{
    /// <summary>A trillion yuan: more than any sale, and little enough that no sum of sales overflows.</summary>
    private static readonly Money Largest = new(100_000_000_000_000);

    /// <summary>An amount above zero.</summary>
    public static Money? PositiveMoney(this Field field) => field.Amount(new Money(1), "greater than zero");

    /// <summary>An amount of zero or more.</summary>
    public static Money? MoneyOrZero(this Field field) => field.Amount(Money.Zero, "zero or greater");

    /// <summary>Any amount; below zero on a red-letter invoice.</summary>
    public static Money? SignedMoney(this Field field) => field.Amount(-Largest, "of either sign");

    private static Money? Amount(this Field field, Money least, string range)
    {
        var money = field.Object();
        if (!money.Present)
        {
            return null;
        }

        var currency = money["currency"].Need().Text();
        if (currency is not null and not "CNY")
        {
            money["currency"].Refuse("CURRENCY_UNSUPPORTED", "Send amounts in CNY.");
        }

        var text = money["value"].Need().Text();
        if (text is null)
        {
            return null;
        }

        if (Money.Parse(text) is not { } amount)
        {
            money["value"].Refuse("MONEY_INVALID", "Send a decimal string with at most two decimals: \"8000000.00\".");
            return null;
        }

        if (amount < least || amount > Largest)
        {
            money["value"]
                .Refuse("MONEY_OUT_OF_RANGE", $"Send an amount that is {range} and at most {Largest} in size.");
            return null;
        }

        return amount;
    }
}
