using System.Collections.Immutable;
using System.Text.Json;
using Core.Values;

namespace Core.Leads;

/// <summary>Reads people, relations and channels: the shapes that event types share (contract.md, shared shapes).</summary>
internal static class PersonReader
{
    /// <summary>People that one event may describe.</summary>
    public const int MaxPeople = 50;

    /// <summary>Entries of any list inside a person.</summary>
    public const int MaxEntries = 100;

    /// <summary>Roles that a person may have in an event.</summary>
    public static readonly ImmutableArray<string> Roles =
    [
        "registrant",
        "decisionMaker",
        "buyer",
        "payer",
        "owner",
        "coOwner",
        "user",
        "student",
        "referrer",
        "legalRepresentative",
    ];

    /// <summary>Kinds of document.</summary>
    public static readonly ImmutableArray<string> DocumentKinds =
    [
        "residentIdentityCard",
        "passport",
        "hkMacaoPermit",
        "taiwanPermit",
        "unifiedSocialCreditCode",
        "other",
    ];

    /// <summary>How a document was seen.</summary>
    public static readonly ImmutableArray<string> Sightings = ["reader", "original", "copy", "typed"];

    /// <summary>The people of an event, in their places: a record's index is its place.</summary>
    public static ImmutableArray<PersonRecord> People(Field people)
    {
        var items = people.Items(1, MaxPeople);
        var refs = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item.Object()["ref"].Text() is { } name && !refs.Add(name))
            {
                item["ref"].Refuse("REF_DUPLICATE", "Give every person of an event a ref of its own.");
            }
        }

        return [.. items.Select(Person)];
    }

    /// <summary>One person.</summary>
    private static PersonRecord Person(Field place)
    {
        if (place.Value is not { ValueKind: JsonValueKind.Object })
        {
            return new PersonRecord();
        }

        var person = new PersonRecord
        {
            Ref = Once(place["ref"]),
            Name = place["name"].Text(),
            OtherNames = place["otherNames"].Texts(MaxEntries),
            Gender = place["gender"].Text(),
            BirthDate = place["birthDate"].Date(),
            Phones = [.. place["phones"].Items(0, MaxEntries).Select(Phone).OfType<PhoneStatement>()],
            Wechat = Wechat(place["wechat"].Object()),
            Emails = [.. place["emails"].Items(0, MaxEntries).Select(Email).OfType<string>()],
            Documents = [.. place["documents"].Items(0, MaxEntries).Select(Document).OfType<DocumentStatement>()],
            Address = Address(place["address"].Object()),
            CustomerIds = [.. place["customerIds"].Items(0, MaxEntries).Select(Customer).OfType<CustomerId>()],
            Devices = place["devices"].Texts(MaxEntries),
            PayerAccounts = place["payerAccounts"].Texts(MaxEntries),
            Attributes = Scalars(place["attributes"].Object()),
            Roles = [.. place["roles"].Items(0, MaxEntries).Select(r => r.OneOf(Roles)).OfType<string>()],
            ConsentId = Consent(place["consent"].Object()),
        };
        if (!Identifies(place))
        {
            place.Refuse(
                "PERSON_NOT_IDENTIFIED",
                "Send a name, phone, WeChat identity, e-mail, document, customer id, device or payer account."
            );
        }

        return person;
    }

    /// <summary>Asks what was sent, not what was understood: a wrong phone is refused for itself, once.</summary>
    private static bool Identifies(Field person) =>
        person["name"].Present
        || Any(person["otherNames"])
        || Any(person["phones"])
        || Any(person["emails"])
        || Any(person["documents"])
        || Any(person["customerIds"])
        || Any(person["devices"])
        || Any(person["payerAccounts"])
        || person["wechat"]["id"].Present
        || person["wechat"]["openId"].Present
        || person["wechat"]["unionId"].Present;

    private static bool Any(Field list) =>
        list.Value is { } value && (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > 0);

    /// <summary>The ref again, without noting its errors a second time.</summary>
    private static string? Once(Field handle) =>
        handle.Value is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static PhoneStatement? Phone(Field place)
    {
        var phone = place.Object();
        if (!phone.Present)
        {
            return null;
        }

        var number = Number(phone["number"].Need());
        var verified = phone["verified"].Flag() ?? false;
        var verifiedAt = phone["verifiedAt"].Time();
        return number is null ? null : new PhoneStatement(number, verified, verifiedAt);
    }

    /// <summary>A phone number as sent, once it can be read as one (NRM-01, NRM-02).</summary>
    public static string? Number(Field place)
    {
        var number = place.Text();
        if (number is not null && !Phones.Normalise(number).IsValid)
        {
            place.Refuse(
                "NRM_PHONE_INVALID",
                "Send a phone that exists, national or with country code, or masked as 138****1111."
            );
            return null;
        }

        return number;
    }

    private static WechatStatement? Wechat(Field wechat)
    {
        if (!wechat.Present)
        {
            return null;
        }

        var id = wechat["id"].Text();
        if (id is not null && !IsWechatId(id))
        {
            wechat["id"]
                .Refuse("WECHAT_INVALID", "Send the WeChat id itself: 2 to 64 letters, digits, - and _, no spaces.");
        }

        wechat["verifiedAt"].Time();
        wechat["addedBy"].Text();
        return new WechatStatement(
            id,
            wechat["openId"].Text(),
            wechat["unionId"].Text(),
            wechat["issuer"].Id(),
            wechat["verifiedBy"].Text()
        );
    }

    /// <summary>Wider than today's rule for new ids, because old ones and phones used as ids are about.</summary>
    private static bool IsWechatId(string id) =>
        Folding.Fold(id) is { Length: >= 1 and <= 64 }
        && id.Trim() is { Length: >= 2 and <= 64 } trimmed
        && trimmed.All(c =>
            char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '+' or '@' or (>= '\uFF01' and <= '\uFF5E')
        );

    private static string? Email(Field place)
    {
        var mail = place.Text();
        if (mail is null)
        {
            return null;
        }

        var at = mail.IndexOf('@', StringComparison.Ordinal);
        if (
            at < 1
            || at == mail.Length - 1
            || mail.LastIndexOf('@') != at
            || mail.Length > 254
            || mail.Any(char.IsWhiteSpace)
        )
        {
            place.Refuse("EMAIL_INVALID", "Send one address, such as fang@example.com.");
            return null;
        }

        return mail;
    }

    private static DocumentStatement? Document(Field place)
    {
        var document = place.Object();
        if (!document.Present)
        {
            return null;
        }

        var kind = document["kind"].Need().OneOf(DocumentKinds);
        var number = document["number"].Need().Text();
        var sighted = document["sighted"].OneOf(Sightings);
        if (number is not null && kind == "residentIdentityCard" && IdentityCards.Normalise(number) is null)
        {
            document["number"].Refuse("NRM_ID_INVALID", "Send the card's 18 (or 15) characters; check the last one.");
            return null;
        }

        if (number is not null && kind == "unifiedSocialCreditCode" && CreditCodes.Normalise(number) is null)
        {
            document["number"].Refuse("CREDIT_CODE_INVALID", "Send the code's 18 characters; check the last one.");
            return null;
        }

        return kind is null || number is null ? null : new DocumentStatement(kind, number, sighted);
    }

    private static AddressStatement? Address(Field address) =>
        address.Present
            ? new AddressStatement
            {
                Province = address["province"].Text(),
                City = address["city"].Text(),
                District = address["district"].Text(),
                Street = address["street"].Text(),
                Community = address["community"].Text(),
                Building = address["building"].Text(),
                Unit = address["unit"].Text(),
                Room = address["room"].Text(),
                PostalCode = address["postalCode"].Text(),
                Text = address["text"].Text(Field.Long),
            }
            : null;

    private static CustomerId? Customer(Field place)
    {
        var customer = place.Object();
        if (!customer.Present)
        {
            return null;
        }

        var system = customer["system"].Need().Id();
        var id = customer["id"].Need().Text();
        return system is null || id is null ? null : new CustomerId(system, id);
    }

    private static string? Consent(Field consent)
    {
        consent["by"].Text();
        consent["at"].Time();
        return consent.Present ? consent["id"].Need().Text() : null;
    }

    /// <summary>A dictionary of plain values, kept as text.</summary>
    public static ImmutableSortedDictionary<string, string> Scalars(Field place)
    {
        var entries = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var name in place.Value?.EnumerateObject().Select(p => p.Name) ?? [])
        {
            var entry = place[name];
            switch (entry.Value?.ValueKind)
            {
                case null:
                    break;
                case JsonValueKind.String:
                    if (entry.Text() is { } text)
                    {
                        entries[name] = text;
                    }

                    break;
                case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                    entries[name] = entry.Value.Value.GetRawText();
                    break;
                default:
                    entry.Refuse("TYPE_MISMATCH", "Send a string, a number, true or false.");
                    break;
            }
        }

        return entries.ToImmutable();
    }
}
