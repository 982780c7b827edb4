using System.Text;

namespace Functions.Contracts;

/// <summary>CSV (RFC 4180) that opens safely in a spreadsheet: text that would start a formula gets an apostrophe in front.</summary>
internal static class Csv
{
    /// <summary>Writes rows of cells, the first being the header. Amounts go in as they are; everything else is text.</summary>
    public static string Write(IEnumerable<IReadOnlyList<Cell>> rows)
    {
        StringBuilder text = new();
        foreach (var row in rows)
        {
            text.AppendJoin(',', row.Select(cell => cell.Written)).Append("\r\n");
        }

        return text.ToString();
    }

    /// <summary>The answer.</summary>
    public static IResult Result(string name, IEnumerable<IReadOnlyList<Cell>> rows) =>
        // With a byte order mark: spreadsheets read names in Chinese as what they are.
        Results.File([.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Write(rows))], "text/csv", name);

    /// <summary>One cell.</summary>
    internal readonly record struct Cell(string? Text, bool IsAmount)
    {
        /// <summary>A cell of text.</summary>
        public static implicit operator Cell(string? text) => new(text, IsAmount: false);

        /// <summary>An amount in yuan; empty when there is none.</summary>
        public static implicit operator Cell(Core.Values.Money? amount) => new(amount?.ToString(), IsAmount: true);

        /// <summary>The cell as it stands in the file.</summary>
        public string Written
        {
            get
            {
                var text = Text ?? "";
                text = !IsAmount && text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text;
                return text.AsSpan().IndexOfAny(",\"\r\n") < 0
                    ? text
                    : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            }
        }
    }
}
