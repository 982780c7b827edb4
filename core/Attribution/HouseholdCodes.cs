using System.Collections.Immutable;
using Core.Identity;
using Core.Leads;

namespace Core.Attribution;

/// <summary>The reason that names by which relation a relative's claim counts (HH-01).</summary>
internal static class HouseholdCodes
{
    /// <summary>One reason per step of the way; none for a purchasing party.</summary>
    public static ImmutableArray<Reason> Of(Way? way) =>
        way is null ? [] : [.. way.Steps.Select((step, i) => new Reason(Code(step, way.Kinds[i]), Parameters(way, i)))];

    private static ImmutableSortedDictionary<string, string> Parameters(Way way, int step) =>
        Compared.Steps(new([way.Steps[step]], [way.Kinds[step]], null));

    private static ReasonCode Code(Relation relation, RelationKind kind) =>
        relation.Evidence switch
        {
            RelationEvidence.AccountLink => ReasonCode.HhAccountLink,
            RelationEvidence.CustomerSigned or RelationEvidence.NomineeAgreement => ReasonCode.HhSigned,
            RelationEvidence.Declared => ReasonCode.HhSuspect,
            RelationEvidence.BusinessLicence
            or RelationEvidence.MarriageCertificate
            or RelationEvidence.DivorceCertificate
            or RelationEvidence.HouseholdRegister
            or RelationEvidence.BirthCertificate => kind switch
            {
                RelationKind.Spouse => ReasonCode.HhDocSpouse,
                RelationKind.Parent or RelationKind.Grandparent or RelationKind.Guardian => ReasonCode.HhDocParent,
                RelationKind.Child => ReasonCode.HhDocChild,
                RelationKind.Sibling => ReasonCode.HhDocSibling,
                RelationKind.Nominee
                or RelationKind.LegalRepresentative
                or RelationKind.ActualController
                or RelationKind.EmergencyContact
                or RelationKind.Other => ReasonCode.HhSigned,
            },
        };
}
