using System.Collections.Immutable;
using Core.Values;
using NodaTime;

namespace Core.Commission;

/// <summary>A book while something is being posted to it. Lives inside one call.</summary>
internal sealed class BookDraft
{
    private readonly SortedDictionary<LineKey, BookLine> lines = [];
    private readonly SortedSet<LineKey> changed = [];
    private readonly List<Entry> entries = [];

    internal BookDraft(BookHead head, IEnumerable<BookLine> known)
    {
        Head = head;
        foreach (var line in known)
        {
            lines[line.Key] = line;
        }
    }

    /// <summary>The head as it is by now.</summary>
    internal BookHead Head { get; set; }

    /// <summary>Lines by key.</summary>
    internal IEnumerable<BookLine> Lines => lines.Values;

    /// <summary>Lines by age: month, then key, so that the order of processing does not show.</summary>
    internal List<BookLine> Oldest => [.. lines.Values.OrderBy(l => l.OriginalPeriod).ThenBy(l => l.Key)];

    internal BookLine? Line(LineKey key) => lines.GetValueOrDefault(key);

    internal void Put(BookLine line)
    {
        lines[line.Key] = line;
        changed.Add(line.Key);
    }

    /// <summary>The first month that the book may be written in, not before another.</summary>
    internal Period OpenFrom(Period wanted) =>
        Head.ClosedThrough is { } closed && wanted <= closed ? closed.Next : wanted;

    /// <summary>Adds an entry; legs of nothing are left out.</summary>
    internal Entry Post(EntryType type, Period period, Instant postedAt, string key, params ReadOnlySpan<Leg> legs) =>
        Post(new Draft(type, period, postedAt, key), legs);

    internal Entry Post(Draft draft, params ReadOnlySpan<Leg> legs)
    {
        List<Leg> moved = [];
        var balances = Head.Balances;
        foreach (var leg in legs)
        {
            if (leg.Net != Money.Zero)
            {
                moved.Add(leg);
                balances = balances.SetItem(
                    leg.Account,
                    checked(balances.GetValueOrDefault(leg.Account) + Accounts.Natural(leg))
                );
            }
        }

        Entry entry = new()
        {
            Seq = Head.Seq + 1,
            Id = "en_" + Sha.Short($"{LineKey.Escape(Head.Payee)}|{draft.Key}"),
            Type = draft.Type,
            Period = draft.Period,
            OriginalPeriod = draft.Original == draft.Period ? null : draft.Original,
            PostedAt = draft.PostedAt,
            Payee = Head.Payee,
            Sale = draft.Line?.Sale,
            Milestone = draft.Line?.Milestone,
            Plan = draft.Plan,
            Case = draft.Case,
            Decision = draft.Decision,
            Batch = draft.Batch,
            Statement = draft.Statement,
            Corrects = draft.Corrects,
            Key = draft.Key,
            Legs = [.. moved],
            PreviousHash = Head.Hash,
            Hash = "",
        };
        entry = entry with { Hash = EntryJson.HashOf(Head.Hash, entry) };
        entries.Add(entry);
        Head = Head with { Seq = entry.Seq, Hash = entry.Hash, Balances = balances };
        return entry;
    }

    internal BookChange Done() => new(Head, [.. entries], [.. changed.Select(key => lines[key])]);

    /// <summary>What an entry says besides its legs.</summary>
    internal sealed record Draft(EntryType Type, Period Period, Instant PostedAt, string Key)
    {
        public LineKey? Line { get; init; }
        public Period? Original { get; init; }
        public string? Plan { get; init; }
        public string? Case { get; init; }
        public int? Decision { get; init; }
        public string? Batch { get; init; }
        public string? Statement { get; init; }
        public string? Corrects { get; init; }
    }
}
