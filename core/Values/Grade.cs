namespace Core.Values;

/// <summary>
/// How good evidence is (docs/rules.md, grades): E1 government document sighted, E2 customer-signed,
/// E3 system record, E4 third party's record, E5 staff statement, E6 unsupported. Smaller is better.
/// </summary>
public enum Grade
{
    /// <summary>A government document, sighted and verified.</summary>
    E1 = 1,

    /// <summary>The customer's own signature.</summary>
    E2 = 2,

    /// <summary>A record that a system stamped. By default the weakest that may move money.</summary>
    E3 = 3,

    /// <summary>A third party's record, or what a claimant sent.</summary>
    E4 = 4,

    /// <summary>A statement by staff or customer without support.</summary>
    E5 = 5,

    /// <summary>Nothing supports it.</summary>
    E6 = 6,
}
