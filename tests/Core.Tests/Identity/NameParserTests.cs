using Core.Identity;

namespace Core.Tests.Identity;

// docs/rules.md NRM-05
public sealed class NameParserTests
{
    [Theory]
    [InlineData("李芳", "李芳", "李", "芳", null)]
    [InlineData(" 李　芳 ", "李芳", "李", "芳", null)]
    [InlineData("張偉", "张伟", "张", "伟", null)]
    [InlineData("陳麗華", "陈丽华", "陈", "丽华", null)]
    [InlineData("李女士", "李", "李", null, "female")]
    [InlineData("張先生", "张", "张", null, "male")]
    [InlineData("王小姐", "王", "王", null, "female")]
    [InlineData("陈太太", "陈", "陈", null, "female")]
    [InlineData("李总", "李", "李", null, null)]
    [InlineData("小李", "李", "李", null, null)]
    [InlineData("老王", "王", "王", null, null)]
    [InlineData("李芳女士", "李芳", "李", "芳", "female")]
    [InlineData("歐陽修", "欧阳修", "欧阳", "修", null)]
    [InlineData("欧阳先生", "欧阳", "欧阳", null, "male")]
    [InlineData("司馬相如", "司马相如", "司马", "相如", null)]
    [InlineData("诸葛女士", "诸葛", "诸葛", null, "female")]
    [InlineData("李**", "李", "李", null, null)]
    [InlineData("李某某", "李", "李", null, null)]
    [InlineData("李芳（妈妈）", "李芳", "李", "芳", null)]
    [InlineData("⾼明", "高明", "高", "明", null)]
    public void A_Chinese_name_is_folded(string sent, string folded, string surname, string? given, string? gender)
    {
        var name = Assert.Single(NameParser.Parse(sent));

        Assert.Equal((folded, given, gender), (name.Folded, name.Given, name.Gender));
        Assert.Equal([surname], name.Surnames);
    }

    [Theory]
    [InlineData("先生")]
    [InlineData("客户")]
    [InlineData("*芳")]
    [InlineData("李小宝妈妈")]
    [InlineData("开心的每一天")]
    [InlineData("Lucy")]
    public void A_handle_or_somebody_elses_name_has_no_surname(string sent) =>
        Assert.DoesNotContain(NameParser.Parse(sent), n => n.HasSurname);

    [Theory]
    [InlineData("Fang Li", "fang", "li")]
    [InlineData("LI, Fang", "li", "fang")]
    [InlineData("Ms. Fang Li", "fang", "li")]
    [InlineData("ZhangWei", "zhang", "wei")]
    [InlineData("Jürgen Müller", "jurgen", "muller")]
    [InlineData("Ｆａｎｇ　Ｌｉ", "fang", "li")]
    [InlineData("Lv Bu", "lu", "bu")]
    [InlineData("O’Neil Ann", "oneil", "ann")]
    public void A_Latin_name_is_its_parts(string sent, string first, string second) =>
        Assert.Equal([first, second], Assert.Single(NameParser.Parse(sent)).Tokens);

    [Fact]
    public void A_text_may_hold_a_name_in_both_scripts() =>
        Assert.Equal(["李芳", "fang li"], NameParser.Parse("李芳 Fang Li").Select(n => n.Folded));

    [Theory]
    [InlineData("李芳", "李女士")]
    [InlineData("張偉", "张伟")]
    [InlineData("李芳", "Fang Li")]
    [InlineData("Li Fang", "Fang Li")]
    [InlineData("曾志伟", "Zeng Zhiwei")]
    [InlineData("单雄信", "Shan Xiongxin")]
    [InlineData("解晓东", "Xiaodong Xie")]
    [InlineData("仇英", "Qiu Ying")]
    [InlineData("区小明", "Ou Xiaoming")]
    [InlineData("查良镛", "Zha Liangyong")]
    [InlineData("翟天临", "Zhai Tianlin")]
    [InlineData("朴树", "Piao Shu")]
    [InlineData("尉迟恭", "Yuchi Gong")]
    [InlineData("万俟卨", "Moqi Xie")]
    [InlineData("吕布", "Lü Bu")]
    [InlineData("吕布", "Lv Bu")]
    [InlineData("歐陽娜娜", "欧阳小姐")]
    public void Names_of_one_surname_agree(string one, string other) =>
        Assert.True(Comparison.NamesAgree(NameParser.Parse(one), NameParser.Parse(other)));

    [Theory]
    [InlineData("李芳", "张女士")]
    [InlineData("李芳", "黎芳")]
    [InlineData("章伟", "张伟")]
    [InlineData("李芳", "Wei Zhang")]
    [InlineData("Fang Li", "Wei Zhang")]
    [InlineData("欧阳娜娜", "欧先生")]
    [InlineData("单雄信", "Dan Xiongxin")]
    public void Names_of_two_surnames_do_not(string one, string other) =>
        Assert.False(Comparison.NamesAgree(NameParser.Parse(one), NameParser.Parse(other)));

    [Theory]
    [InlineData(null)]
    [InlineData("客户")]
    [InlineData("Lucy")]
    public void A_side_without_a_surname_contradicts_nobody(string? nobody) =>
        Assert.True(Comparison.NamesAgree(NameParser.Parse("李芳"), NameParser.Parse(nobody)));
}
