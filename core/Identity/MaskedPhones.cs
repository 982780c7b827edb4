using Core.Leads;

namespace Core.Identity;

/// <summary>Masked phones: never an identity, but a promise that whoever comes can keep (docs/rules.md NRM-02, NRM-03).</summary>
public static class MaskedPhones
{
    /// <summary>What a full mainland mobile shows when it is masked; null for any other number.</summary>
    public static PhoneMask? MaskOf(string e164) =>
        e164.Length == 14 && e164.StartsWith("+861", StringComparison.Ordinal)
            ? new PhoneMask(e164[3..6], e164[^4..])
            : null;

    /// <summary>Whether a record is a registration under a masked phone alone.</summary>
    public static bool IsMaskedLead(RecordFeatures record) =>
        record.Occasion == Occasion.Lead && !record.Masks.IsEmpty && record.Phones.IsEmpty;

    /// <summary>
    /// Whether a full number of a record may be the one that a registration masks: same project and digits, the same
    /// surname in both, no contradiction in gender; neither the number nor the mask generic.
    /// </summary>
    public static bool Fits(RecordFeatures lead, RecordFeatures full, IReadOnlySet<string> genericKeys) =>
        IsMaskedLead(lead)
        && lead.Project is not null
        && lead.Project == full.Project
        && !(lead.Gender is not null && full.Gender is not null && lead.Gender != full.Gender)
        && lead.Names.Any(n => full.Names.Any(n.SharesSurname))
        && ShowsSame(lead, full, genericKeys)
        && SearchKeys
            .MaskKeys(lead)
            .Intersect(SearchKeys.MaskKeys(full), StringComparer.Ordinal)
            .Any(k => !genericKeys.Contains(k));

    /// <summary>Whether a full, not generic number of a record shows the digits of the registration.</summary>
    public static bool ShowsSame(RecordFeatures lead, RecordFeatures full, IReadOnlySet<string> genericKeys) =>
        full.Phones.Any(p =>
            !genericKeys.Contains(SearchKeys.Phone(p.E164)) && MaskOf(p.E164) is { } mask && lead.Masks.Contains(mask)
        );
}
