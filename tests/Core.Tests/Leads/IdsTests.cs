using Core.Leads;

namespace Core.Tests.Leads;

public sealed class IdsTests
{
    [Fact]
    public void An_id_is_the_first_half_of_a_SHA_256_in_lower_case() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223", Ids.Of("abc"));

    [Fact]
    public void Facts_and_sales_of_one_name_have_different_places() =>
        Assert.NotEqual(Ids.Birth(new FactId("a", "b")), Ids.SaleAnchor("a|b"));
}
