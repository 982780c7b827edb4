using Core.Values;

namespace Core.Commission;

/// <summary>
/// Tax withheld from the labour remuneration (劳务报酬) of individuals: State Taxation Administration
/// announcement 2018 No. 61, article 8 and table 2.
/// </summary>
public static class Withholding
{
    /// <summary>Tax on the whole remuneration of one month; nothing on nothing or less.</summary>
    public static Money Of(Money monthGross)
    {
        if (monthGross <= Money.Zero)
        {
            return Money.Zero;
        }

        var taxed =
            monthGross <= new Money(4_000_00)
                ? Money.Max(monthGross - new Money(800_00), Money.Zero)
                : new Rate(800_000).Of(monthGross);
        return taxed switch
        {
            _ when taxed <= new Money(20_000_00) => new Rate(200_000).Of(taxed),
            _ when taxed <= new Money(50_000_00) => new Rate(300_000).Of(taxed) - new Money(2_000_00),
            _ => new Rate(400_000).Of(taxed) - new Money(7_000_00),
        };
    }

    /// <summary>Tax on a payout after others in the same month: cumulative per month and payee.</summary>
    public static Money Next(Money paidGrossThisMonth, Money withheldThisMonth, Money gross) =>
        Money.Max(Of(paidGrossThisMonth + gross) - withheldThisMonth, Money.Zero);
}
