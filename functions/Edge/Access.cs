using System.Collections.Immutable;
using static Functions.Edge.Role;

namespace Functions.Edge;

/// <summary>
/// Who may call what, all of it on one page. A route that is not listed is closed to everybody.
/// What a role sees inside an answer (its own source, its own statements) is narrowed by the route itself.
/// </summary>
internal static class Access
{
    private static readonly ImmutableArray<Role> Staff = [Operator, Reviewer, Approver, Finance, Arbitrator, Auditor];
    private static readonly ImmutableArray<Role> Known = [.. Enum.GetValues<Role>()];
    private static readonly ImmutableArray<Role> Keepers = [Operator];

    /// <summary>Every route: method, pattern as mapped, roles that may call it; none: everybody, without a key.</summary>
    public static ImmutableArray<Rule> Rules { get; } =
    [
        new("GET", "/", []),
        new("GET", "/api/health/live", []),
        new("GET", "/api/health/ready", []),
        new("GET", "/api/{documentName}.json", []),
        new("GET", "/api/schemas", []),
        new("GET", "/api/schemas/{name}", []),
        // Called by the Functions host, or by the loop that plays it: see HostDoor.
        new("POST", "/Resolve", []) { HostOnly = true },
        new("POST", "/Settle", []) { HostOnly = true },
        new("POST", "/Sweep", []) { HostOnly = true },
        new("POST", "/ResolvePoison", []) { HostOnly = true },
        new("POST", "/SettlePoison", []) { HostOnly = true },
        // Events in.
        new("POST", "/api/events", [Source, Importer]),
        new("GET", "/api/events", [Source, Importer, .. Staff]),
        new("GET", "/api/claims", [Source, Importer, .. Staff]),
        new("GET", "/api/backlog", Known),
        // Families and decisions.
        new("GET", "/api/households/{id}", Staff),
        new("POST", "/api/households/search", Staff),
        new("GET", "/api/households/{id}/why", Staff),
        new("GET", "/api/households/{id}/decisions", Staff),
        new("GET", "/api/sales", Staff),
        new("GET", "/api/sales/{id}", Staff),
        new("GET", "/api/sales/{id}/decisions", Staff),
        // Corrections: checked by one person, approved by another.
        new("GET", "/api/adjustments", Staff),
        new("GET", "/api/adjustments/{id}", Staff),
        new("POST", "/api/adjustments/{id}/check", [Reviewer]),
        new("POST", "/api/adjustments/{id}/approve", [Approver]),
        new("POST", "/api/adjustments/{id}/reject", [Reviewer, Approver]),
        // Money.
        new("GET", "/api/payees/{id}/statement", [Payee, .. Staff]),
        new("GET", "/api/payouts", Staff),
        new("POST", "/api/payouts", [Finance]),
        new("GET", "/api/periods", Staff),
        new("POST", "/api/periods/{period}/close", [Finance]),
        new("GET", "/api/ledger/journal", Staff),
        new("GET", "/api/ledger/entries", Staff),
        new("GET", "/api/ledger/balances", Staff),
        new("GET", "/api/ledger/verify", Staff),
        // Settings.
        new("GET", "/api/channels", Staff),
        new("GET", "/api/channels/{id}", Staff),
        new("PUT", "/api/channels/{id}", Keepers),
        new("GET", "/api/payees", Staff),
        new("GET", "/api/payees/{id}", Staff),
        new("PUT", "/api/payees/{id}", [Finance, .. Keepers]),
        new("GET", "/api/policies", Staff),
        new("GET", "/api/policies/{id}", Staff),
        new("PUT", "/api/policies/{id}", Keepers),
        new("GET", "/api/plans", Staff),
        new("GET", "/api/plans/{id}", Staff),
        new("PUT", "/api/plans/{id}", [Finance, .. Keepers]),
    ];

    /// <summary>The rule of a route; null: closed.</summary>
    public static Rule? For(string method, string pattern) =>
        Rules.FirstOrDefault(rule => rule.Method == method && rule.Pattern == pattern);

    /// <summary>One line of the table.</summary>
    internal sealed record Rule(string Method, string Pattern, ImmutableArray<Role> Roles)
    {
        /// <summary>Only the Functions host, or the local loop in its place, may call it.</summary>
        public bool HostOnly { get; init; }
    }
}
