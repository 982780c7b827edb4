using System.Collections.Immutable;

namespace Core.Pipeline;

/// <summary>Names of the tables; the store makes those that are missing.</summary>
public static class StoreTables
{
    /// <summary>Immutable facts. PK bucket of the birth id, RK birth id.</summary>
    public const string Facts = "facts";

    /// <summary>To-do rows of the stages: small, bucketed, deleted only when what follows from them is durable.</summary>
    public const string Work = "work";

    /// <summary>Postings by search key. PK bucket of the hashed key, RK the hashed key.</summary>
    public const string Keys = "keys";

    /// <summary>Dossiers: roots and redirects. PK bucket of the id, RK id.</summary>
    public const string Dossiers = "dossiers";

    /// <summary>Published decisions, append-only. PK bucket of the sale, RK sale|revision.</summary>
    public const string Log = "log";

    /// <summary>Settlement state of each sale.</summary>
    public const string Sales = "sales";

    /// <summary>Tier groups.</summary>
    public const string Groups = "groups";

    /// <summary>Payees' books. PK one payee.</summary>
    public const string Books = "books";

    /// <summary>Adjustment cases.</summary>
    public const string Cases = "cases";

    /// <summary>Accounting periods.</summary>
    public const string Periods = "periods";

    /// <summary>Which books exist.</summary>
    public const string Registry = "registry";

    /// <summary>Versioned settings.</summary>
    public const string Settings = "settings";

    /// <summary>Actions by idempotency key, and payout batches.</summary>
    public const string Actions = "actions";

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All { get; } =
    [Facts, Work, Keys, Dossiers, Log, Sales, Groups, Books, Cases, Periods, Registry, Settings, Actions];
}
