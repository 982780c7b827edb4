using System.Collections.Immutable;
using System.Text;

namespace Core.Identity;

/// <summary>Reads names as people write them: 李芳, 李女士, 小李, 李*, 歐陽先生, Fang Li, 李芳 Fang Li.</summary>
public static class NameParser
{
    private static readonly string[] Male = ["先生", "男士", "大哥", "叔叔", "哥", "叔"];
    private static readonly string[] Female =
    [
        "女士",
        "小姐",
        "太太",
        "夫人",
        "阿姨",
        "大姐",
        "大妈",
        "姐",
        "姨",
        "嫂",
    ];
    private static readonly string[] Neutral =
    [
        "老师",
        "经理",
        "老板",
        "医生",
        "教授",
        "主任",
        "师傅",
        "院长",
        "校长",
        "律师",
        "同学",
        "总",
        "董",
    ];

    /// <summary>李小宝妈妈 names a child, not the woman.</summary>
    private static readonly string[] OfAnother = ["妈妈", "爸爸", "家长", "爱人", "老公", "老婆", "奶奶", "爷爷"];

    private static readonly string[] Nobody =
    [
        "客户",
        "业主",
        "匿名",
        "未知",
        "访客",
        "用户",
        "本人",
        "测试",
        "无名",
        "无名氏",
        "顾客",
        "游客",
    ];
    private static readonly string[] Titles = ["mr", "mrs", "ms", "miss", "dr", "prof", "sir", "madam", "mx"];

    /// <summary>The comparable names in a text: a Chinese one, a Latin one, both or none.</summary>
    public static ImmutableArray<PersonName> Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        var plain = TextFold.WithoutBrackets(TextFold.Plain(text));
        return [.. new[] { Chinese(plain), Latin(plain) }.OfType<PersonName>()];
    }

    private static PersonName? Chinese(string plain)
    {
        var dot = plain.IndexOfAny(['·', '•', '・', '‧']);
        var name = new string([.. plain.Select(HanFold.Fold).Where(c => HanFold.IsHan(c) || c == '*')]);
        if (name.Length == 0 || !name.Any(HanFold.IsHan))
        {
            return null;
        }

        var (stem, gender, bare) = Strip(name);
        if (stem.Length == 0 || Nobody.Contains(stem, StringComparer.Ordinal) || OfAnother.Any(stem.EndsWith))
        {
            return new PersonName { Folded = stem, Gender = gender };
        }

        if (dot > 0)
        {
            // Names of the west of China put no surname first; the part before the dot serves as one.
            var first = new string([.. plain[..dot].Select(HanFold.Fold).Where(HanFold.IsHan)]);
            return first.Length == 0 ? null : Of(stem, [first], stem[first.Length..], gender);
        }

        if (stem[0] == '*' || (stem.Length > 4 && !Surnames.IsCompound(stem[..2])))
        {
            return new PersonName { Folded = stem, Gender = gender };
        }

        var two = stem.Length >= 2 && Surnames.IsCompound(stem[..2]);
        return (two, stem.Length, bare) switch
        {
            (true, 2, true) => Of(stem, [stem], null, gender),
            (true, 2, false) => Of(stem, [stem, stem[..1]], stem[1..], gender),
            (true, _, _) => Of(stem, [stem[..2]], stem[2..], gender),
            (false, 1, _) => Of(stem, [stem], null, gender),
            (false, _, _) => Of(stem, [stem[..1]], stem[1..], gender),
        };
    }

    private static PersonName Of(string stem, string[] surnames, string? given, string? gender)
    {
        // 李某某 and 李** hide the given name.
        var known = !string.IsNullOrEmpty(given) && given.All(c => c is not ('某' or '*'));
        return new()
        {
            Folded = known ? stem : surnames[0],
            Surnames = [.. surnames],
            Readings = [.. surnames.SelectMany(s => Surnames.ReadingsOf(s)).Distinct(StringComparer.Ordinal)],
            Given = known ? given : null,
            Gender = gender,
        };
    }

    /// <summary>Without forms of address; whether one was there.</summary>
    private static (string Stem, string? Gender, bool Bare) Strip(string name)
    {
        foreach (var (endings, gender) in new[] { (Male, "male"), (Female, "female"), (Neutral, null) })
        {
            foreach (var ending in endings)
            {
                // 李总 and 李姐 address somebody; 李明姐 may be a name.
                if (
                    name.EndsWith(ending, StringComparison.Ordinal)
                    && (ending.Length > 1 || name.Length == 2 || (name.Length == 3 && Surnames.IsCompound(name[..2])))
                )
                {
                    return (name[..^ending.Length], gender, true);
                }
            }
        }

        return name is ['小' or '老', _] ? (name[1..], null, true) : (name, null, false);
    }

    private static PersonName? Latin(string plain)
    {
        ImmutableArray<string> tokens =
        [
            .. Words(plain)
                .Select(Surnames.Pinyin)
                .Where(t => t.Length > 0 && !Titles.Contains(t, StringComparer.Ordinal))
                .Select(t => t is "lv" or "lyu" ? "lu" : t)
                .Distinct(StringComparer.Ordinal),
        ];
        return tokens.IsEmpty ? null : new PersonName { Folded = string.Join(' ', tokens), Tokens = tokens };
    }

    /// <summary>Runs of letters outside Chinese; a capital after a small letter starts a new one (ZhangWei).</summary>
    private static List<string> Words(string plain)
    {
        List<string> words = [];
        var word = new StringBuilder();
        var last = ' ';
        foreach (var c in plain)
        {
            var letter = char.IsLetter(c) && !HanFold.IsHan(c);
            if (word.Length > 0 && (letter ? char.IsUpper(c) && char.IsLower(last) : c is not ('\'' or '’')))
            {
                words.Add(word.ToString());
                word.Clear();
            }

            if (letter)
            {
                word.Append(c);
            }

            last = c;
        }

        words.Add(word.ToString());
        return words;
    }
}
