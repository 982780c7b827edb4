using Core.Values;

namespace Core.Commission;

/// <summary>Value-added tax inside an agency's commission, for the accounting export only; the books hold gross amounts.</summary>
public static class Vat
{
    /// <summary>Splits a gross amount: net = gross / (1 + rate), rounded half away from zero; the rest is VAT.</summary>
    public static (Money Net, Money Tax) Split(Money gross, Rate rate)
    {
        Money net = new(Rate.Rounded((Int128)gross.Fen * Rate.One.Ppm, Rate.One.Ppm + rate.Ppm));
        return (net, gross - net);
    }
}
