using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Functions.Edge;

/// <summary>What a caller may be. A caller may be several of these; <see cref="Access"/> says what each may do.</summary>
[JsonConverter(typeof(WireEnum<Role>))]
internal enum Role
{
    /// <summary>A lead source or another sender of events, within what its channel record allows.</summary>
    Source,

    /// <summary>Imports history: writes for every source, and its <c>receivedat</c> is honoured.</summary>
    Importer,

    /// <summary>Runs the system and keeps its settings.</summary>
    Operator,

    /// <summary>Checks adjustment cases: the first pair of eyes.</summary>
    Reviewer,

    /// <summary>Approves adjustment cases: the second pair of eyes.</summary>
    Approver,

    /// <summary>Closes periods and makes payout batches.</summary>
    Finance,

    /// <summary>Somebody who is paid: sees own statements.</summary>
    Payee,

    /// <summary>Rules on disputes.</summary>
    Arbitrator,

    /// <summary>Sees everything in the books, changes nothing.</summary>
    Auditor,
}

/// <summary>Who is calling.</summary>
/// <param name="Name">Unique; for a source it is the id of its channel record, for a payee the user name.</param>
/// <param name="Roles">At least one.</param>
internal sealed record Caller(string Name, ImmutableArray<Role> Roles)
{
    /// <summary>Whether the caller has one of these roles.</summary>
    public bool Is(params ReadOnlySpan<Role> roles)
    {
        foreach (var role in roles)
        {
            if (Roles.Contains(role))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The caller of a request that passed the <see cref="Gate"/>.</summary>
    public static Caller Of(HttpContext http) =>
        http.Features.Get<Caller>() ?? throw new InvalidOperationException("The request did not pass the gate.");
}
