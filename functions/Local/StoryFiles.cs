using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace Functions.Local;

/// <summary>
/// The example stories beside the program. They are written down in fixed months; every month is moved so that the last one
/// is the month before today's, and so every story is over, and true, on any day.
/// </summary>
internal static partial class StoryFiles
{
    /// <summary>The last month of the stories as written.</summary>
    private static readonly Period Written = new(2026, 6);

    /// <summary>The files of a story.</summary>
    public static string Folder(string story) => Path.Combine(AppContext.BaseDirectory, "Local", "Demo", story);

    /// <summary>How many months later than written the stories are told at an instant.</summary>
    public static int MonthsLater(Instant now)
    {
        var last = Period.Of(now).Previous;
        return ((last.Year - Written.Year) * 12) + last.Month - Written.Month;
    }

    /// <summary>
    /// A text with every month of the stories' year moved. Years of birth and marriage stay what documents say: they are
    /// other years. No day of the stories is after the 28th, so every moved date exists.
    /// </summary>
    public static string Move(string text, int months) =>
        Month()
            .Replace(
                text,
                match => Moved(int.Parse(match.Groups["month"].ValueSpan, CultureInfo.InvariantCulture), months)
            );

    /// <summary>The lines of a story's play, moved.</summary>
    public static IEnumerable<string> Play(string story, int months) =>
        File.ReadLines(Path.Combine(Folder(story), "play.jsonl"))
            .Where(line => line.Length > 0)
            .Select(line => Move(line, months));

    /// <summary>Copies a story's settings, moved, into a folder from which they can be loaded.</summary>
    public static void CopySettings(string story, int months, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(Folder(story), "*.json"))
        {
            File.WriteAllText(Path.Combine(folder, Path.GetFileName(file)), Move(File.ReadAllText(file), months));
        }
    }

    private static string Moved(int month, int months)
    {
        var count = (Written.Year * 12) + month - 1 + months;
        return new Period(count / 12, (count % 12) + 1).ToString();
    }

    [GeneratedRegex(
        @"(?<!\d)2026-(?<month>0[1-9]|1[0-2])(?!\d)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Month();
}
