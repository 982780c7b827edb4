using Core.Leads;

namespace Core.Tests.Leads;

/// <summary>NRM-01, NRM-02 and NRM-06: phones and document numbers as people write them.</summary>
public sealed class NumbersTests
{
    [Theory]
    [InlineData("13800001111", "+8613800001111")]
    [InlineData("138 0000 1111", "+8613800001111")]
    [InlineData("138-0000-1111", "+8613800001111")]
    [InlineData("１３８００００１１１１", "+8613800001111")]
    [InlineData("＋８６　１３８－００００－１１１１", "+8613800001111")]
    [InlineData("+8613800001111", "+8613800001111")]
    [InlineData("86-13800001111", "+8613800001111")]
    [InlineData("008613800001111", "+8613800001111")]
    [InlineData("(+86) 138.0000.1111", "+8613800001111")]
    [InlineData("17012345678", "+8617012345678")]
    [InlineData("19900001111", "+8619900001111")]
    [InlineData("0755-8612 3456", "+8675586123456")]
    [InlineData("+852 9123 4567", "+85291234567")]
    [InlineData("+1 650 253 0000", "+16502530000")]
    public void Full_numbers_become_E164(string text, string e164) =>
        Assert.Equal(new PhoneReading(e164, null), Phones.Normalise(text));

    [Theory]
    [InlineData("138****1111")]
    [InlineData("138 **** 1111")]
    [InlineData("１３８＊＊＊＊１１１１")]
    [InlineData("+86138****1111")]
    public void Masked_numbers_show_three_and_four_digits(string text) =>
        Assert.Equal(new PhoneReading(null, new PhoneMask("138", "1111")), Phones.Normalise(text));

    [Theory]
    [InlineData("")]
    [InlineData("110")]
    [InlineData("12345678901")]
    [InlineData("1380000111")]
    [InlineData("138000011112")]
    [InlineData("1380000111a")]
    [InlineData("138***1111")]
    [InlineData("138*****1111")]
    [InlineData("13*****1111")]
    [InlineData("+")]
    [InlineData("\ud8001380000111")]
    [InlineData("+86 +86 13800001111")]
    public void What_is_no_phone_is_none(string text) => Assert.False(Phones.Normalise(text).IsValid);

    [Theory]
    [InlineData("44030519880312002X", "44030519880312002X")]
    [InlineData("44030519880312002x", "44030519880312002X")]
    [InlineData("４４０３０５１９８８０３１２００２Ｘ", "44030519880312002X")]
    [InlineData("440305 19880312 002X", "44030519880312002X")]
    [InlineData("440305198611050039", "440305198611050039")]
    public void Cards_are_folded_to_eighteen_characters(string text, string card) =>
        Assert.Equal(card, IdentityCards.Normalise(text));

    [Fact]
    public void A_card_of_fifteen_digits_is_the_card_of_eighteen_without_century_and_check_digit() =>
        Assert.Equal("44030519880312002X", IdentityCards.Normalise("440305880312002"));

    [Theory]
    [InlineData("440305198803120021")]
    [InlineData("440305198802300020")]
    [InlineData("44030519880312002")]
    [InlineData("4403051988031200X2")]
    [InlineData("440305881332002")]
    [InlineData("")]
    public void What_is_no_card_is_none(string text) => Assert.Null(IdentityCards.Normalise(text));

    [Theory]
    [InlineData("91350100M000100Y43", "91350100M000100Y43")]
    [InlineData("91350100m000100y43", "91350100M000100Y43")]
    [InlineData("91350100M000100Y44", null)]
    [InlineData("91350100M000100I43", null)]
    [InlineData("", null)]
    public void Credit_codes_are_checked_by_GB_32100(string text, string? code) =>
        Assert.Equal(code, CreditCodes.Normalise(text));

    [Fact]
    public void What_is_personal_does_not_get_into_logs()
    {
        Assert.DoesNotContain("1380", Phones.Normalise("13800001111").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("1111", Phones.Normalise("138****1111").ToString(), StringComparison.Ordinal);
    }
}
