using System.Collections.Frozen;
using System.Collections.Immutable;
using AnyAscii;

namespace Core.Identity;

/// <summary>Chinese surnames: which are of two characters, and how they are read when the dictionary's first reading is not the surname's.</summary>
public static class Surnames
{
    private static readonly FrozenSet<string> Compound = (
        "欧阳 司马 上官 诸葛 夏侯 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 司空 轩辕 东方 西门 南宫 百里 呼延 万俟 澹台 端木 独孤 闻人 "
        + "赫连 申屠 太史 淳于 单于 钟离 第五 拓跋 完颜 纳兰 叶赫 公冶 濮阳 宗政 仲孙 梁丘 左丘 东郭 羊舌 公羊 谷梁 鲜于 闾丘 亓官 司寇 乐正"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Readings as a surname where they differ from the character's usual one; several are all in use.</summary>
    private static readonly FrozenDictionary<string, ImmutableArray<string>> Readings = (
        "曾 zeng,单 shan,解 xie,仇 qiu,区 ou,查 zha,翟 zhai,朴 piao park,盖 ge gai,种 chong,覃 qin tan,乐 yue le,员 yun,缪 miao,"
        + "召 shao,能 nai,逄 pang,折 she,黑 he,繁 po,秘 bi,么 yao,句 gou,隗 wei kui,宓 mi fu,柏 bai bo,车 che,都 du,洗 xian,"
        + "冼 xian,谌 chen shen,訾 zi,郇 xun huan,乜 nie,祭 zhai,牟 mu mou,薄 bo,阙 que,撒 sa,那 na,纪 ji,宁 ning,燕 yan,费 fei bi,"
        + "晟 cheng,哈 ha,华 hua,任 ren,葛 ge,过 guo,应 ying,沈 shen,盛 sheng,石 shi,尹 yin,郗 xi chi,贾 jia,卜 bu,于 yu,吕 lu,"
        + "尉迟 yuchi,万俟 moqi,澹台 tantai,长孙 zhangsun,单于 chanyu,令狐 linghu,鲜于 xianyu,闾丘 luqiu,乐正 yuezheng,拓跋 tuoba"
    )
        .Split(',')
        .Select(entry => entry.Split(' '))
        .ToFrozenDictionary(e => e[0], e => e.Skip(1).ToImmutableArray(), StringComparer.Ordinal);

    /// <summary>Whether two folded characters are one surname.</summary>
    public static bool IsCompound(string two) => Compound.Contains(two);

    /// <summary>
    /// How a folded surname is spelled in pinyin: lower case, without tones, ü as u. At least one; the usual one first.
    /// </summary>
    public static ImmutableArray<string> ReadingsOf(string surname) =>
        Readings.TryGetValue(surname, out var known) ? known : [Pinyin(surname)];

    /// <summary>Any text in lower-case ASCII letters, other characters dropped.</summary>
    internal static string Pinyin(string text) =>
        string.Concat(text.Transliterate().Where(char.IsAsciiLetter).Select(char.ToLowerInvariant));
}
