using System.Collections.Immutable;

namespace Core.Leads;

/// <summary>What one event still says about a person without its retracted parts.</summary>
internal static class RetractedPerson
{
    /// <summary>The record without these parts; <paramref name="at"/> is the person's place.</summary>
    public static PersonRecord Without(PersonRecord person, string at, RetractedParts parts)
    {
        return person with
        {
            Name = Text(person.Name, "name"),
            OtherNames = Texts(person.OtherNames, "otherNames"),
            Gender = Text(person.Gender, "gender"),
            BirthDate = parts.Gone($"{at}/birthDate") ? null : person.BirthDate,
            Phones = RetractedBody.Keep(person.Phones, $"{at}/phones", parts, Phone),
            Wechat = parts.Gone($"{at}/wechat") ? null : Wechat(person.Wechat, $"{at}/wechat", parts),
            Emails = Texts(person.Emails, "emails"),
            Documents = RetractedBody.Keep(person.Documents, $"{at}/documents", parts, Document),
            Address = parts.Gone($"{at}/address") ? null : Address(person.Address, $"{at}/address", parts),
            CustomerIds = RetractedBody.Keep(person.CustomerIds, $"{at}/customerIds", parts, Customer),
            Devices = Texts(person.Devices, "devices"),
            PayerAccounts = Texts(person.PayerAccounts, "payerAccounts"),
            Attributes = Entries(person.Attributes, $"{at}/attributes", parts),
            Roles = Texts(person.Roles, "roles"),
            ConsentId = Text(person.ConsentId, "consent/id"),
        };

        string? Text(string? value, string member) => parts.Gone($"{at}/{member}") ? null : value;

        ImmutableArray<string> Texts(ImmutableArray<string> values, string member) =>
            RetractedBody.Keep(values, $"{at}/{member}", parts, (v, _, _) => v);
    }

    /// <summary>Entries of a dictionary that remain.</summary>
    public static ImmutableSortedDictionary<string, string> Entries(
        ImmutableSortedDictionary<string, string> entries,
        string at,
        RetractedParts parts
    ) =>
        entries.RemoveRange(
            entries.Keys.Where(name =>
                parts.Gone(
                    $"{at}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}"
                )
            )
        );

    private static PhoneStatement? Phone(PhoneStatement phone, string at, RetractedParts parts) =>
        parts.Gone($"{at}/number")
            ? null
            : phone with
            {
                Verified = phone.Verified && !parts.Gone($"{at}/verified"),
                VerifiedAt = parts.Gone($"{at}/verifiedAt") ? null : phone.VerifiedAt,
            };

    private static DocumentStatement? Document(DocumentStatement document, string at, RetractedParts parts) =>
        parts.GoneAny(at, "kind", "number") ? null
        : parts.Gone($"{at}/sighted") ? document with { Sighted = null }
        : document;

    private static CustomerId? Customer(CustomerId customer, string at, RetractedParts parts) =>
        parts.GoneAny(at, "system", "id") ? null : customer;

    private static WechatStatement? Wechat(WechatStatement? wechat, string at, RetractedParts parts) =>
        wechat is null
            ? null
            : new WechatStatement(
                parts.Gone($"{at}/id") ? null : wechat.Id,
                parts.Gone($"{at}/openId") ? null : wechat.OpenId,
                parts.Gone($"{at}/unionId") ? null : wechat.UnionId,
                parts.Gone($"{at}/issuer") ? null : wechat.Issuer,
                parts.Gone($"{at}/verifiedBy") ? null : wechat.VerifiedBy
            );

    private static AddressStatement? Address(AddressStatement? address, string at, RetractedParts parts)
    {
        return address is null
            ? null
            : new AddressStatement
            {
                Province = Text(address.Province, "province"),
                City = Text(address.City, "city"),
                District = Text(address.District, "district"),
                Street = Text(address.Street, "street"),
                Community = Text(address.Community, "community"),
                Building = Text(address.Building, "building"),
                Unit = Text(address.Unit, "unit"),
                Room = Text(address.Room, "room"),
                PostalCode = Text(address.PostalCode, "postalCode"),
                Text = Text(address.Text, "text"),
            };

        string? Text(string? value, string member) => parts.Gone($"{at}/{member}") ? null : value;
    }
}
