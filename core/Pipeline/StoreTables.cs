using System.Collections.Immutable;

namespace Core.Pipeline;

/// <summary>The tables of the store. Row keys are unique over their whole table, whatever the partition.</summary>
public static class StoreTables
{
    /// <summary>What came in: one row per event, insert-only.</summary>
    public const string Facts = "facts";

    /// <summary>To-do rows of the stages, by stage and bucket; small, so it may be listed.</summary>
    public const string Work = "work";

    /// <summary>Postings: which records carry a search key.</summary>
    public const string Keys = "keys";

    /// <summary>Births, roots and sealed dossiers; fact pages beside them.</summary>
    public const string Dossiers = "dossiers";

    /// <summary>Published decisions, insert-only.</summary>
    public const string Log = "log";

    /// <summary>What Settle knows of a sale.</summary>
    public const string Sales = "sales";

    /// <summary>Tier groups: plan, measure group and period.</summary>
    public const string Groups = "groups";

    /// <summary>Payee books: head, entries, lines, holds and idempotency rows, one partition per payee.</summary>
    public const string Books = "books";

    /// <summary>Adjustment cases.</summary>
    public const string Cases = "cases";

    /// <summary>Accounting periods.</summary>
    public const string Periods = "periods";

    /// <summary>Books and other things that are listed by name.</summary>
    public const string Registry = "registry";

    /// <summary>Channels, payees, policies and plans, every version.</summary>
    public const string Settings = "settings";

    /// <summary>Actions of callers by idempotency key, with their answers.</summary>
    public const string Actions = "actions";

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All { get; } =
    [Facts, Work, Keys, Dossiers, Log, Sales, Groups, Books, Cases, Periods, Registry, Settings, Actions];
}
